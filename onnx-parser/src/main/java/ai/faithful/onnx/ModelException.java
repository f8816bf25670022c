package ai.faithful.onnx;

import java.nio.file.Path;

/** A model file that cannot be used. The message is one line: the file, what is wrong, a remedy. */
public abstract sealed class ModelException extends Exception
    permits UnreadableModelException,
        LimitException,
        NotOnnxException,
        InvalidModelException,
        UnsupportedModelException,
        UnknownNameException {
  private final String code;
  private final transient Path file;

  ModelException(String code, Path file, String problem) {
    super(file + ": " + problem);
    this.code = code;
    this.file = file;
  }

  /** A stable word for the kind of error, documented in docs/errors.md. */
  public final String code() {
    return code;
  }

  @Override
  public final String getMessage() {
    return String.valueOf(super.getMessage());
  }

  public final Path file() {
    return file;
  }
}
