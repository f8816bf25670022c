package ai.faithful.training;

/**
 * Training that cannot start, go on or be trusted. The message is one line and names the remedy.
 */
public final class TrainingException extends Exception {
  /** What is wrong; stable, for scripts. */
  public enum Code {
    /** The loss is no longer a number. */
    DIVERGED,
    /** A checkpoint is damaged or cannot be read or written. */
    CHECKPOINT_UNREADABLE,
    /** A checkpoint belongs to a run with other settings. */
    CHECKPOINT_MISMATCH,
    /** Checkpoints of an earlier run would be overwritten. */
    CHECKPOINT_EXISTS,
    /** The teacher does not fit the data set or the student. */
    TEACHER_MISMATCH,
    /** The architecture does not fit the data set. */
    ARCHITECTURE,
    /** An experiment's description makes no sense. */
    EXPERIMENT,
    /** There is no such device to compute on. */
    DEVICE,
    /** The thread was interrupted. */
    INTERRUPTED,
    /** What was written does not compute what was trained, or could not be written. */
    EXPORT
  }

  private static final long serialVersionUID = 1;

  private final Code code;

  public TrainingException(Code code, String message) {
    super(message);
    this.code = code;
  }

  public TrainingException(Code code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public Code code() {
    return code;
  }
}
