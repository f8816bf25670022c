package ai.faithful.training.data;

/** A data set that cannot be had or is not what it should be. The message names the remedy. */
public final class DataException extends Exception {
  /** What is wrong; stable, for scripts. */
  public enum Code {
    UNKNOWN_DATA_SET,
    NO_DATA_DIR,
    MISSING_FILE,
    UNREADABLE,
    NOT_IDX,
    TRUNCATED,
    WRONG_CONTENT,
    WRONG_CHECKSUM,
    NO_NETWORK
  }

  private static final long serialVersionUID = 1;

  private final Code code;

  public DataException(Code code, String message) {
    super(message);
    this.code = code;
  }

  public DataException(Code code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public Code code() {
    return code;
  }
}
