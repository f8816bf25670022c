package ai.faithful.verify.property;

/**
 * The multiples of a power of two about 2^-40 of the largest number in use. Sums and differences of
 * up to some thousand of them are exact in double, so that coefficients cancel without error.
 */
record Grid(double unit) {
  private static final int BITS = 40;

  /** Below this, products of grid numbers could underflow. */
  static final double LEAST = 0x1p-900;

  /**
   * @param largest a normal positive number, at least {@link #LEAST}
   */
  static Grid of(double largest) {
    return new Grid(Math.scalb(1.0, Math.getExponent(largest) - BITS));
  }

  /** The grid number next below a non-negative number. */
  double floor(double value) {
    return Math.floor(value / unit) * unit;
  }
}
