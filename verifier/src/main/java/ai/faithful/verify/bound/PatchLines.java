package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.faithful.verify.rule.Lines;
import org.jspecify.annotations.Nullable;

/** The lines of an activation in each region, by element, channels last: see {@link Lines}. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PatchLines(
    double[][] lowerSlope,
    double @Nullable [][] lowerIntercepts,
    double[][] upperSlope,
    double @Nullable [][] upperIntercepts) {
  static PatchLines of(Lines lines, FeatureMap map) {
    return new PatchLines(
        map.arranged(lines.lowerSlope()),
        orNull(lines.lowerIntercept(), map),
        map.arranged(lines.upperSlope()),
        orNull(lines.upperIntercept(), map));
  }

  private static double @Nullable [][] orNull(@Nullable NDArray intercept, FeatureMap map) {
    return intercept == null ? null : map.arranged(intercept);
  }

  /** In a region; null for 0. */
  double @Nullable [] lowerIntercept(int region) {
    return lowerIntercepts == null ? null : lowerIntercepts[region];
  }

  /** In a region; null for 0. */
  double @Nullable [] upperIntercept(int region) {
    return upperIntercepts == null ? null : upperIntercepts[region];
  }
}
