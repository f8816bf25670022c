package ai.faithful.onnx;

import java.nio.file.Path;

/** LIMIT: a file that would take more memory, time or nesting than any model has use for. */
public final class LimitException extends ModelException {
  LimitException(Path file, String problem) {
    super("LIMIT", file, problem);
  }
}
