package ai.faithful.onnx;

import ai.faithful.onnx.proto.GraphProto;
import ai.faithful.onnx.proto.ModelProto;
import ai.faithful.onnx.proto.ValueInfoProto;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * A model's file with further values of its graph among its outputs, so that a runtime can be asked
 * for what was read of it. The wire format makes this easy: of two encoded messages one after the
 * other, a reader makes one that has the repeated fields of both.
 */
public final class ExposedOutputs {
  private ExposedOutputs() {}

  /** Outputs of what was read that the file does not declare as outputs. */
  public static List<String> of(OnnxModel model) {
    List<String> declared = model.declaredOutputs().stream().map(Declared::name).toList();
    return model.graph().outputs().stream().filter(name -> !declared.contains(name)).toList();
  }

  /**
   * The file's bytes, and those outputs.
   *
   * @throws ModelException if the file cannot be read any more
   */
  public static byte[] bytes(OnnxModel model) throws ModelException {
    return bytes(model.path(), of(model));
  }

  private static byte[] bytes(Path file, List<String> names) throws ModelException {
    GraphProto.Builder outputs = GraphProto.newBuilder();
    names.forEach(name -> outputs.addOutput(ValueInfoProto.newBuilder().setName(name)));
    byte[] whole = ModelBytes.read(file);
    byte[] more = ModelProto.newBuilder().setGraph(outputs).build().toByteArray();
    ByteArrayOutputStream out = new ByteArrayOutputStream(whole.length + more.length);
    out.writeBytes(whole);
    out.writeBytes(more);
    return out.toByteArray();
  }
}
