package ai.faithful.verify.certificate;

import java.util.Locale;

/** Which computation a certificate is about (THEORY 7). */
public enum Semantics {
  /** The real-number meaning of the files. */
  REAL,
  /**
   * What ONNX Runtime computes of them in float32 on an x86-64 processor, for every float32 input
   * of a region, with any number of threads and any graph optimisation; and the real-number meaning
   * too.
   */
  FLOAT32;

  /** As written in results and on command lines. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
