package ai.faithful.verify.region;

/** How the distance of an input from an example is measured. */
public enum Norm {
  /** The largest change of an element. */
  INF("inf"),
  /** The root of the sum of squared changes. */
  L2("2"),
  /** The sum of the changes' magnitudes. */
  L1("1");

  private final String word;

  Norm(String word) {
    this.word = word;
  }

  /** As written in results and on command lines. */
  public String word() {
    return word;
  }
}
