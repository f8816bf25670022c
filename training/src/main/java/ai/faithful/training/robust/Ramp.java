package ai.faithful.training.robust;

/** Quantities that grow during a run, so that training starts on something easier. */
public final class Ramp {
  private Ramp() {}

  /** 0 at the start, 1 once {@code share} of the run is over, straight in between. */
  public static double upTo(double share, double done) {
    return Math.min(1, done / share);
  }
}
