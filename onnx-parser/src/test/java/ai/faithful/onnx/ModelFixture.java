package ai.faithful.onnx;

import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.onnx.proto.AttributeProto;
import ai.faithful.onnx.proto.GraphProto;
import ai.faithful.onnx.proto.ModelProto;
import ai.faithful.onnx.proto.NodeProto;
import ai.faithful.onnx.proto.OperatorSetIdProto;
import ai.faithful.onnx.proto.TensorProto;
import ai.faithful.onnx.proto.TensorShapeProto;
import ai.faithful.onnx.proto.TypeProto;
import ai.faithful.onnx.proto.ValueInfoProto;
import ai.faithful.onnx.tensor.TensorEncoder;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Builds small ONNX models for tests, valid or not. */
final class ModelFixture {
  final GraphProto.Builder graph = GraphProto.newBuilder().setName("fixture");
  final ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(8);

  ModelFixture(int opset) {
    model.addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset));
  }

  /** An input; an extent is a number or a symbol. */
  ModelFixture input(String name, Object... dims) {
    graph.addInput(declared(name, 1, dims));
    return this;
  }

  ModelFixture output(String name, Object... dims) {
    graph.addOutput(declared(name, 1, dims));
    return this;
  }

  /** A float output of undeclared shape. */
  ModelFixture anyOutput(String name) {
    TypeProto.Tensor tensor = TypeProto.Tensor.newBuilder().setElemType(1).build();
    graph.addOutput(
        ValueInfoProto.newBuilder()
            .setName(name)
            .setType(TypeProto.newBuilder().setTensorType(tensor)));
    return this;
  }

  static ValueInfoProto declared(String name, int elementType, Object... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (Object dim : dims) {
      TensorShapeProto.Dimension.Builder d = TensorShapeProto.Dimension.newBuilder();
      if (dim instanceof Number n) {
        d.setDimValue(n.longValue());
      } else {
        d.setDimParam(dim.toString());
      }
      shape.addDim(d);
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(elementType).setShape(shape)))
        .build();
  }

  ModelFixture floats(String name, Shape shape, float... elements) {
    return initialiser(TensorEncoder.float32(name, Tensor.ofFloats(shape, elements)));
  }

  ModelFixture longs(String name, long... elements) {
    return initialiser(TensorEncoder.int64(name, elements));
  }

  ModelFixture initialiser(TensorProto tensor) {
    graph.addInitializer(tensor);
    return this;
  }

  /** A node named after its output. */
  ModelFixture node(String type, String inputs, String output, AttributeProto... attributes) {
    NodeProto.Builder node =
        NodeProto.newBuilder().setOpType(type).setName("n_" + output).addOutput(output);
    if (!inputs.isEmpty()) {
      node.addAllInput(Arrays.asList(inputs.split(" ", -1)));
    }
    graph.addNode(node.addAllAttribute(Arrays.asList(attributes)));
    return this;
  }

  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(2).setI(value).build();
  }

  static AttributeProto real(String name, float value) {
    return AttributeProto.newBuilder().setName(name).setType(1).setF(value).build();
  }

  static AttributeProto text(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(3)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  static AttributeProto integers(String name, long... values) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name).setType(7);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  byte[] bytes() {
    return model.setGraph(graph).build().toByteArray();
  }

  OnnxModel read(Path folder) throws IOException, ModelException {
    Path file = folder.resolve("fixture.onnx");
    Files.write(file, bytes());
    return OnnxReader.read(file);
  }
}
