package ai.faithful.verify;

/** A setting or an example that makes no sense. The message is one line that says what would. */
public final class SettingException extends IllegalArgumentException {
  private final String code;

  public SettingException(String message) {
    this("SETTING", message);
  }

  private SettingException(String code, String message) {
    super(message);
    this.code = code;
  }

  /** A device that this machine does not have. */
  public static SettingException device(String message) {
    return new SettingException("DEVICE", message);
  }

  /** A stable word for the kind of error, documented in docs/errors.md. */
  public String code() {
    return code;
  }
}
