package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.faithful.verify.rule.Lines;
import ai.faithful.verify.rule.Precision;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lines of an activation on all regions and elements, outside of the engine, with what rows pay
 * for rounding there: {@code [B size]}, numbers of the network's format.
 *
 * @param positiveWeight what positive coefficients add to a row's constant: the intercept of the
 *     line below, less the cost
 * @param negativeWeight of negative ones: the intercept of the line above, and the cost
 * @param slack of rows besides, by region; null for none
 * @param size elements of a region
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record HostLines(
    double[] lowerSlope,
    double[] upperSlope,
    double @Nullable [] positiveWeight,
    double @Nullable [] negativeWeight,
    double @Nullable [] slack,
    int size) {
  /**
   * Without payments.
   *
   * @param size elements of a region
   */
  static HostLines of(Lines lines, int size) {
    NDArray lower = lines.lowerIntercept();
    NDArray upper = lines.upperIntercept();
    double[] slope = Layout.doubles(lines.lowerSlope());
    boolean none = lower == null && upper == null;
    return new HostLines(
        slope,
        Layout.doubles(lines.upperSlope()),
        none ? null : lower == null ? new double[slope.length] : Layout.doubles(lower),
        none ? null : upper == null ? new double[slope.length] : Layout.doubles(upper),
        null,
        size);
  }

  /**
   * With payments: |A| . w is what A weighs with -w where it is negative, and with w where it is
   * positive. The inner product is computed with weights i - w for an intercept i, so that, with n
   * the roundings of a term of it and of its sum with the other terms of a constant, it errs by
   * gamma_n |A| (|i| + w), of which the first was paid for with the intercepts (see {@link
   * RoundingCost#ofActivation}), and w is raised by the second.
   *
   * @param cost element by element, null for none
   * @param stretch likewise, for all
   * @param n see there
   */
  HostLines paying(@Nullable RoundingCost cost, UniformCost stretch, long n, Precision precision) {
    int all = lowerSlope.length;
    int regions = size == 0 ? 0 : all / size;
    double[] costs = cost == null ? new double[all] : Layout.doubles(cost.weights());
    double[] positive = positiveWeight == null ? new double[all] : positiveWeight.clone();
    double[] negative = negativeWeight == null ? new double[all] : negativeWeight.clone();
    double raised = Rounding.inflation(n + 1, precision);
    for (int i = 0; i < all; i++) {
      double due = Math.nextUp(costs[i] + stretch.weight());
      // More than nothing: subnormal numbers are slow.
      due = Math.max(Math.nextUp(due * raised), precision.unitRoundoff() * 0x1p-40);
      positive[i] = precision.roundDown(Math.nextDown(positive[i] - due));
      negative[i] = precision.roundUp(Math.nextUp(negative[i] + due));
    }
    double[] lost = cost == null ? new double[regions] : Layout.doubles(cost.underflow());
    double underflow = 2 * size * precision.minNormal() + stretch.underflow();
    double[] paid = Arrays.stream(lost).map(x -> Math.nextUp(Math.nextUp(x) + underflow)).toArray();
    return new HostLines(lowerSlope, upperSlope, positive, negative, paid, size);
  }
}
