package ai.faithful.verify;

/** A setting or an example that makes no sense. The message is one line that says what would. */
public final class SettingException extends IllegalArgumentException {
  public SettingException(String message) {
    super(message);
  }

  /** A stable word for the kind of error, documented in docs/errors.md. */
  public String code() {
    return "SETTING";
  }
}
