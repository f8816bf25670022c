package ai.faithful.verify.attack;

/** The best input that a search has passed. */
public final class Found {
  private final float[] input;
  private final double value;
  private final Objective objective;

  Found(float[] input, double value, Objective objective) {
    this.input = input.clone();
    this.value = value;
    this.objective = objective;
  }

  /** A copy of its elements: float32, inside the region. */
  public float[] input() {
    return input.clone();
  }

  /**
   * The objective there, from float32 logits: what it really is, is evaluated elsewhere. Negative
   * infinity if nothing was tried.
   */
  public double value() {
    return value;
  }

  public Objective objective() {
    return objective;
  }
}
