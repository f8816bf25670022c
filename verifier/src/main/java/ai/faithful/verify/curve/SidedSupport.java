package ai.faithful.verify.curve;

/**
 * Lines below a function with a pole at 0: known on either side, not on intervals that touch 0.
 *
 * @param positive for l > 0
 * @param negative for u < 0
 */
record SidedSupport(Support positive, Support negative) implements Support {
  @Override
  public double slope(double l, double u, double anchor) {
    if (l > 0) {
      return positive.slope(l, u, anchor);
    }
    return u < 0 ? negative.slope(l, u, anchor) : 0;
  }

  @Override
  public double intercept(double slope, double l, double u) {
    if (l > 0) {
      return positive.intercept(slope, l, u);
    }
    return u < 0 ? negative.intercept(slope, l, u) : Double.NEGATIVE_INFINITY;
  }

  @Override
  public boolean straight(double l, double u) {
    return l == u;
  }

  @Override
  public Choice choice(double l, double u) {
    if (l > 0) {
      return positive.choice(l, u);
    }
    return u < 0 ? negative.choice(l, u) : Choice.only(0);
  }

  /** The tangent at a point on either side. */
  @Override
  public double slope(Choice.Kind kind, double parameter) {
    return (parameter > 0 ? positive : negative).slope(kind, parameter);
  }

  @Override
  public double rate(Choice choice, double parameter, double z) {
    return (z > 0 ? positive : negative).rate(choice, parameter, z);
  }
}
