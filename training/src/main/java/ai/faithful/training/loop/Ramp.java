package ai.faithful.training.loop;

/**
 * A quantity that grows during a run (a radius, the weight of a certified term), so that training
 * starts on something easier: 0 until {@code from}, 1 from {@code to} on, straight in between.
 *
 * @param from share of the run, 0..1
 * @param to share of the run, from {@code from} to 1
 */
public record Ramp(double from, double to) {
  /** Over the first half of a run. */
  public static final Ramp HALF = new Ramp(0, 0.5);

  public Ramp {
    if (!(from >= 0 && to >= from && to <= 1)) {
      throw new IllegalArgumentException(
          "a ramp from " + from + " to " + to + " of the run; both must be within 0..1, in order");
    }
  }

  /** The share that applies once {@code done} (0..1) of the run is over. */
  public double at(double done) {
    if (done >= to) {
      return 1;
    }
    return done <= from ? 0 : (done - from) / (to - from);
  }
}
