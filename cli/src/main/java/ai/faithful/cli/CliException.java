package ai.faithful.cli;

/** A failure whose exit code, stable code and one-line message are already decided. */
final class CliException extends RuntimeException {
  private final int exitCode;
  private final String code;

  private CliException(int exitCode, String code, String message) {
    super(message);
    this.exitCode = exitCode;
    this.code = code;
  }

  /** The command line makes no sense; the message says what would. */
  static CliException usage(String message) {
    return new CliException(ExitCode.USAGE, "USAGE", message);
  }

  /** A setting that its record refused. */
  static CliException usage(IllegalArgumentException refused) {
    return usage(String.valueOf(refused.getMessage()));
  }

  /** An input file or folder is not there. */
  static CliException missing(String message) {
    return new CliException(ExitCode.USAGE, "NOT_FOUND", message);
  }

  /** A result could not be written. */
  static CliException output(String message) {
    return new CliException(ExitCode.INTERNAL, "OUTPUT", message);
  }

  /** A certified bound was exceeded: a bug in the verifier. */
  static CliException violation(String message) {
    return new CliException(
        ExitCode.INTERNAL, "BOUND_EXCEEDED", "a certified bound is exceeded by " + message);
  }

  int exitCode() {
    return exitCode;
  }

  /** As listed in docs/errors.md. */
  String code() {
    return code;
  }
}
