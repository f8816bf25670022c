package ai.faithful.verify.bound;

import ai.faithful.verify.SettingException;
import ai.faithful.verify.rule.Precision;

/**
 * How bounds are computed, and with how much effort.
 *
 * @param method the algorithm
 * @param iterations backward passes of a search for slopes, at least 1; of alpha-CROWN alone
 * @param precision the format that bounds are computed in; they are rigorous in either
 * @param memory bytes that the arrays of passes may take, about; results and constants come on top
 * @param threads that work at a time, each on regions or rows of its own
 */
public record BoundSettings(
    Method method, int iterations, Precision precision, long memory, int threads) {
  private static final long LEAST_MEMORY = 1L << 24;

  /** CROWN in float64 on one thread. */
  public static final BoundSettings CROWN =
      new BoundSettings(Method.CROWN, 20, Precision.FLOAT64, 2L << 30, 1);

  /**
   * @throws SettingException if a setting makes no sense
   */
  public BoundSettings {
    if (iterations < 1) {
      throw new SettingException(iterations + " iterations; at least 1 is needed");
    }
    if (memory < LEAST_MEMORY) {
      throw new SettingException(
          "memory of " + memory + " bytes; at least " + LEAST_MEMORY + " are needed");
    }
    if (threads < 1) {
      throw new SettingException(threads + " threads; at least 1 is needed");
    }
  }

  public BoundSettings withMethod(Method value) {
    return new BoundSettings(value, iterations, precision, memory, threads);
  }

  public BoundSettings withIterations(int value) {
    return new BoundSettings(method, value, precision, memory, threads);
  }

  public BoundSettings withPrecision(Precision value) {
    return new BoundSettings(method, iterations, value, memory, threads);
  }

  public BoundSettings withMemory(long value) {
    return new BoundSettings(method, iterations, precision, value, threads);
  }

  public BoundSettings withThreads(int value) {
    return new BoundSettings(method, iterations, precision, memory, value);
  }
}
