package ai.faithful.verify;

/** ONNX Runtime cannot load or run a model. */
public final class RuntimeFailureException extends VerifyException {
  public RuntimeFailureException(String message, Throwable cause) {
    super("RUNTIME_FAILED", message, cause);
  }

  public RuntimeFailureException(String message) {
    super("RUNTIME_FAILED", message);
  }
}
