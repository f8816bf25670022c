package ai.faithful.verify.certificate;

import java.util.Locale;

/** Whether the networks are bounded together (THEORY 4). */
public enum BoundMethod {
  /** On their shared input: what they have in common cancels. */
  JOINT,
  /** Each on an input of its own: the baseline. */
  SEPARATE;

  /** As written in results and on command lines. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
