package ai.faithful.verify.certificate;

import java.util.Locale;

/** The verdict on one example. */
public enum Status {
  /** Proved over the whole region. */
  CERTIFIED,
  /** A concrete input breaks it. */
  REFUTED,
  /** Neither. */
  UNKNOWN,
  /** Nothing was to be decided: the bracket is the answer. */
  BRACKETED,
  /** The teacher is wrong about the example itself. */
  EXCLUDED;

  /** As written in results. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
