package ai.faithful.verify.bound;

/**
 * A box over all regions, outside of the engine.
 *
 * @param lower {@code [B size]}, numbers of the network's format
 * @param size of the value
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record HostBox(double[] lower, double[] upper, int size) {
  static HostBox of(Box box) {
    double[] lower = Layout.doubles(box.lower());
    double[] upper = Layout.doubles(box.upper());
    return new HostBox(lower, upper, lower.length / Math.max(1, (int) box.batch()));
  }
}
