package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;

/**
 * Steps of Adam (Kingma and Ba 2015) on the parameters of one node's lines or planes on one side,
 * upward and within their ranges.
 */
sealed interface Ascent extends AutoCloseable permits HostAscent, EngineAscent {
  double MOMENTUM = 0.9;
  double SCALE_MEMORY = 0.999;

  /**
   * Takes one step along the coefficients of the side's sign times a derivative.
   *
   * @param parameters {@code [B, R, n]}
   * @param coefficients that chose the lines, the same shape
   * @param derivative of the lines' values by the parameters, the same shape
   * @return the array of parameters, moved, or a new one, which the caller has to close
   */
  NDArray step(NDArray parameters, NDArray coefficients, NDArray derivative);

  /**
   * Takes over parameters of some rows, {@code [B, R, n]}.
   *
   * @param which rows of all regions
   * @return the array of those to be replaced, changed, or a new one, which the caller has to close
   */
  NDArray replaced(NDArray old, NDArray by, boolean[] which);

  @Override
  default void close() {}

  /**
   * How far a step goes.
   *
   * @param rate times the mean of gradients over the root of their squares' mean, in widths of the
   *     range
   * @param floor added to that root
   */
  record Length(double rate, double floor) {
    private static final double RATE = 0.5;
    private static final double DECAY = 0.98;
    private static final double LEAST_SCALE = 1e-8;

    /**
     * Of a step by number.
     *
     * @param step from 1 on
     */
    static Length of(int step) {
      double correction = Math.sqrt(1 - Math.pow(SCALE_MEMORY, step));
      double rate = RATE * Math.pow(DECAY, step - 1) * correction / (1 - Math.pow(MOMENTUM, step));
      return new Length(rate, LEAST_SCALE * correction);
    }
  }
}
