package ai.faithful.verify;

/** ONNX Runtime computes something else than what would be certified. */
public final class RuntimeDisagreementException extends VerifyException {
  public RuntimeDisagreementException(String message) {
    super("RUNTIME_DISAGREES", message);
  }
}
