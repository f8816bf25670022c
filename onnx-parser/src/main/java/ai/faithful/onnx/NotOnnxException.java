package ai.faithful.onnx;

import java.nio.file.Path;

/** NOT_ONNX or TRUNCATED: the bytes are not, or not all of, an ONNX model. */
public final class NotOnnxException extends ModelException {
  private NotOnnxException(String code, Path file, String problem) {
    super(code, file, problem);
  }

  static NotOnnxException notOnnx(Path file, String problem) {
    return new NotOnnxException("NOT_ONNX", file, problem);
  }

  static NotOnnxException truncated(Path file) {
    return new NotOnnxException(
        "TRUNCATED", file, "the file ends in the middle of the model; copy or export it again");
  }
}
