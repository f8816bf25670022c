package ai.faithful.onnx;

import ai.faithful.ir.Tensor;
import ai.faithful.onnx.proto.TensorProto;
import ai.faithful.onnx.tensor.Decoded;
import ai.faithful.onnx.tensor.ExternalData;
import ai.faithful.onnx.tensor.MalformedTensorException;
import ai.faithful.onnx.tensor.TensorDecoder;
import ai.faithful.onnx.tensor.TensorEncoder;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A file that holds one ONNX tensor: witnesses and test data.
 *
 * @param name may be empty
 */
public record TensorFile(String name, Tensor tensor) {

  /**
   * Reads a tensor, widened without loss.
   *
   * @throws ModelException if the file cannot be read or is no tensor that is handled here
   */
  public static TensorFile read(Path file) throws ModelException {
    byte[] bytes = ModelBytes.read(file);
    WireScan.check(file, bytes, WireType.TENSOR);
    try {
      Decoded decoded = new TensorDecoder(ExternalData.none()).decode(TensorProto.parseFrom(bytes));
      return new TensorFile(decoded.name(), decoded.tensor());
    } catch (InvalidProtocolBufferException e) {
      throw NotOnnxException.notOnnx(file, "not an ONNX tensor");
    } catch (MalformedTensorException e) {
      throw e.isUnsupported()
          ? new UnsupportedModelException(file, List.of("the tensor " + e.getMessage()))
          : new InvalidModelException(file, List.of("the tensor " + e.getMessage()));
    }
  }

  /**
   * Writes a tensor in its own element type, the file as a whole or not at all.
   *
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, String name, Tensor tensor) throws IOException {
    OnnxWriter.atomically(file, TensorEncoder.encode(name, tensor).toByteArray());
  }
}
