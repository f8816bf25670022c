package ai.faithful.onnx;

import java.nio.file.Path;
import java.util.List;

/** INVALID: an ONNX model that contradicts itself or holds NaN or infinite weights. */
public final class InvalidModelException extends ModelException {
  InvalidModelException(Path file, List<String> problems) {
    super("INVALID", file, "not a valid ONNX model: " + Problems.join(problems));
  }
}
