package ai.faithful.verify.certificate;

/** Is told how far a certification has come; called by the thread that certifies. */
@FunctionalInterface
public interface Progress {
  /** Tells nobody. */
  Progress SILENT = (done, total) -> {};

  /**
   * Is called after every batch.
   *
   * @param done examples that are decided
   * @param total examples asked about
   */
  void update(int done, int total);
}
