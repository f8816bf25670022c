package ai.faithful.verify.certificate;

/** An input in a region at which the two networks differ. */
public final class Witness {
  private final float[] input;
  private final double difference;

  /**
   * @param input flat, float32, inside the region exactly
   * @param difference of the confidences there, no more than ONNX Runtime shows and exact
   *     arithmetic gives
   */
  Witness(float[] input, double difference) {
    this.input = input.clone();
    this.difference = difference;
  }

  /** A copy of the input's elements. */
  public float[] input() {
    return input.clone();
  }

  /** How far the confidences in the label are apart at least. */
  public double difference() {
    return difference;
  }
}
