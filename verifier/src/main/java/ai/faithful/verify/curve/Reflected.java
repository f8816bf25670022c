package ai.faithful.verify.curve;

/** Lines below f(-z). */
record Reflected(Support support) implements Support {
  @Override
  public double slope(double l, double u, double anchor) {
    return -support.slope(-u, -l, -anchor);
  }

  @Override
  public double intercept(double slope, double l, double u) {
    return support.intercept(-slope, -u, -l);
  }

  @Override
  public boolean straight(double l, double u) {
    return support.straight(-u, -l);
  }
}
