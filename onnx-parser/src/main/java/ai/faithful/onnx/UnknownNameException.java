package ai.faithful.onnx;

import java.nio.file.Path;
import java.util.List;

/** UNKNOWN_NAME: a {@link Selection} names an input or a value that the model does not have. */
public final class UnknownNameException extends ModelException {
  UnknownNameException(Path file, List<String> problems) {
    super("UNKNOWN_NAME", file, Problems.join(problems));
  }
}
