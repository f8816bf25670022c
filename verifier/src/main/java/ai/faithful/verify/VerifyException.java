package ai.faithful.verify;

/**
 * Two models that cannot be certified, though each was read. The message is one line that names the
 * model and what to do.
 */
public abstract sealed class VerifyException extends Exception
    permits ModelMismatchException, RuntimeFailureException, RuntimeDisagreementException {
  private final String code;

  VerifyException(String code, String message) {
    super(message);
    this.code = code;
  }

  VerifyException(String code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** A stable word for the kind of error, documented in docs/errors.md. */
  public final String code() {
    return code;
  }
}
