package ai.faithful.verify.certificate;

import java.util.Locale;

/** What is asked of two networks over a region (THEORY 2). */
public enum Property {
  /** How far can their confidences in the label differ? */
  CONFIDENCE,
  /** Can their classes differ? */
  AGREEMENT;

  /** As written in results and on command lines. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
