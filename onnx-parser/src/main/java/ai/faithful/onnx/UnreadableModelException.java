package ai.faithful.onnx;

import java.nio.file.Path;

/** UNREADABLE: there is no such file, it is a directory, too large, or reading it failed. */
public final class UnreadableModelException extends ModelException {
  UnreadableModelException(Path file, String problem) {
    super("UNREADABLE", file, problem);
  }
}
