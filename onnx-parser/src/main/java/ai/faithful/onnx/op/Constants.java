package ai.faithful.onnx.op;

import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.onnx.proto.SparseTensorProto;
import ai.faithful.onnx.proto.TensorProto;
import ai.faithful.onnx.tensor.DataType;
import ai.faithful.onnx.tensor.Decoded;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Constant and ConstantOfShape: tensors known while reading.
 *
 * <p>Opset history. Constant: 1 has value; 11 adds sparse_value; 12 adds value_float, value_floats,
 * value_int, value_ints, value_string and value_strings; later ones element types. ConstantOfShape:
 * 9, later ones element types.
 *
 * <p>Attributes: exactly one of Constant's; value (ConstantOfShape) is one element, by default
 * float 0. A sparse tensor is made dense, strings are refused.
 */
final class Constants {
  /** Above this many elements a constant that is only declared, not stored, is refused. */
  static final int DECLARED_LIMIT = 1 << 24;

  static final OnnxOperator CONSTANT =
      OnnxOperator.named("Constant")
          .since(1, 0, 0, "value")
          .since(11, 0, 0, "value", "sparse_value")
          .since(
              12,
              0,
              0,
              "value",
              "sparse_value",
              "value_float",
              "value_floats",
              "value_int",
              "value_ints")
          .lowering(Constants::constant);

  static final OnnxOperator CONSTANT_OF_SHAPE =
      OnnxOperator.named("ConstantOfShape").since(9, 1, 1, "value").lowering(Constants::ofShape);

  private Constants() {}

  private static List<Value> constant(Call call) throws Refusal {
    Attributes a = call.attributes();
    Optional<TensorProto> value = a.tensor("value");
    if (value.isPresent()) {
      return List.of(call.masked(call.decode(value.get())));
    }
    Optional<SparseTensorProto> sparse = a.sparseTensor("sparse_value");
    if (sparse.isPresent()) {
      Decoded decoded = call.decode(sparse.get());
      return List.of(call.known(decoded.tensor(), decoded.type()));
    }
    if (a.has("value_float")) {
      float scalar = a.realOrNegativeInfinity("value_float");
      Tensor tensor = Tensor.ofFloats(Shape.SCALAR, scalar);
      return List.of(call.masked(new Decoded("", DataType.FLOAT, tensor)));
    }
    if (a.has("value_int")) {
      long scalar = a.integer("value_int", 0);
      return List.of(call.known(Tensor.ofLongs(Shape.SCALAR, scalar), DataType.INT64));
    }
    Optional<List<Long>> integers = a.integers("value_ints");
    if (integers.isPresent()) {
      long[] list = integers.get().stream().mapToLong(Long::longValue).toArray();
      return List.of(call.known(Tensor.ofLongs(Shape.of(list.length), list), DataType.INT64));
    }
    List<Float> reals = a.reals("value_floats").orElseThrow(() -> new Refusal("holds no value"));
    float[] list = new float[reals.size()];
    for (int i = 0; i < list.length; i++) {
      list[i] = reals.get(i);
      if (!Float.isFinite(list[i])) {
        throw new Refusal("holds " + list[i]);
      }
    }
    return List.of(call.known(Tensor.ofFloats(Shape.of(list.length), list), DataType.FLOAT));
  }

  private static List<Value> ofShape(Call call) throws Refusal {
    Optional<TensorProto> value = call.attributes().tensor("value");
    Decoded element =
        value.isPresent()
            ? call.decode(value.get())
            : new Decoded("", DataType.FLOAT, Tensor.ofFloats(Shape.of(1), 0f));
    if (element.tensor().size() != 1) {
      throw new Refusal("fills with " + element.tensor().shape(), "one element");
    }
    Integer[] dims = new Integer[call.integerInput(0).length];
    long size = 1;
    for (int i = 0; i < dims.length; i++) {
      long d = call.integerInput(0)[i];
      if (d < 0 || d > DECLARED_LIMIT || (size *= d) > DECLARED_LIMIT) {
        throw new Refusal("makes a tensor of " + d + " by " + size, "at most 2^24 elements");
      }
      dims[i] = (int) d;
    }
    Shape shape = new Shape(Arrays.asList(dims));
    Tensor filled = element.tensor().pick(shape, new int[shape.size()]);
    return List.of(call.masked(new Decoded("", element.type(), filled)));
  }
}
