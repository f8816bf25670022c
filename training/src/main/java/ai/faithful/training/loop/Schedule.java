package ai.faithful.training.loop;

/**
 * How long and how fast to train. The learning rate falls from its start to 2 % of it along half a
 * cosine over the whole run.
 *
 * @param epochs passes over the data, at least 1
 * @param batch images per step, at least 1
 * @param learningRate of Adam at the start, above 0
 * @param seed of the initial weights, the order of the images and random starts of attacks
 */
public record Schedule(int epochs, int batch, double learningRate, long seed) {
  private static final double FLOOR = 0.02;

  public Schedule {
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs is " + epochs + ", must be at least 1");
    }
    if (batch < 1) {
      throw new IllegalArgumentException("batch is " + batch + ", must be at least 1");
    }
    if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
      throw new IllegalArgumentException("learning rate is " + learningRate + ", must be above 0");
    }
  }

  /** The learning rate when {@code done} (0..1) of the run is over. */
  double learningRateAt(double done) {
    return learningRate * (FLOOR + (1 - FLOOR) * (1 + Math.cos(Math.PI * done)) / 2);
  }
}
