package ai.faithful.verify;

/** Teacher and student do not fit each other, or the examples. */
public final class ModelMismatchException extends VerifyException {
  public ModelMismatchException(String message) {
    super("MODELS_DIFFER", message);
  }
}
