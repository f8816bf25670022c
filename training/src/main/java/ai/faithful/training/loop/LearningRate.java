package ai.faithful.training.loop;

import java.util.Locale;

/**
 * The step size of the optimiser during a run.
 *
 * @param start above 0
 * @param decay how it falls
 * @param warmUp share of the run, 0..1, over which it first grows to its start in a straight line
 */
public record LearningRate(double start, Decay decay, double warmUp) {
  private static final double FLOOR = 0.02;

  /** How a learning rate falls. */
  public enum Decay {
    /** To 2 % of the start, along half a cosine. */
    COSINE,
    /** To a tenth after 60 % of the run, to a hundredth after 85 %. */
    STEP,
    /** Not at all. */
    CONSTANT;

    /** As on the command line. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a label.
     *
     * @throws IllegalArgumentException naming the known ones
     */
    public static Decay parse(String label) {
      for (Decay decay : values()) {
        if (decay.label().equals(label)) {
          return decay;
        }
      }
      throw new IllegalArgumentException(
          "unknown decay '" + label + "'; known are cosine, step, constant");
    }

    private double at(double done) {
      return switch (this) {
        case COSINE -> FLOOR + (1 - FLOOR) * (1 + Math.cos(Math.PI * done)) / 2;
        case STEP -> done < 0.6 ? 1 : done < 0.85 ? 0.1 : 0.01;
        case CONSTANT -> 1;
      };
    }
  }

  public LearningRate {
    if (!(start > 0) || Double.isInfinite(start)) {
      throw new IllegalArgumentException("learning rate is " + start + ", must be above 0");
    }
    if (!(warmUp >= 0 && warmUp < 1)) {
      throw new IllegalArgumentException("warm-up is " + warmUp + ", must be within 0..1");
    }
  }

  /** A cosine from {@code start}, without warm-up. */
  public static LearningRate cosine(double start) {
    return new LearningRate(start, Decay.COSINE, 0);
  }

  /** The rate when {@code done} (0..1) of the run is over; above 0. */
  double at(double done) {
    double grown = warmUp == 0 ? 1 : Math.min(1, Math.max(0.01, done / warmUp));
    return start * grown * decay.at(done);
  }
}
