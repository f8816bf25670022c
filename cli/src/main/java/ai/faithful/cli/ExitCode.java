package ai.faithful.cli;

/** What the process ends with; docs/errors.md lists what leads to each. */
final class ExitCode {
  /** Everything asked for was certified, or the job is done. */
  static final int OK = 0;

  /** Our fault, or the machine's: a bug, a full disk, no memory. */
  static final int INTERNAL = 1;

  /** The command line or the data it points to makes no sense. */
  static final int USAGE = 2;

  /** A counterexample was found. */
  static final int REFUTED = 3;

  /** Neither certified nor refuted, or out of time. */
  static final int UNKNOWN = 4;

  /** A model file is broken, not supported, or does not fit its partner. */
  static final int MODEL = 5;

  private ExitCode() {}
}
