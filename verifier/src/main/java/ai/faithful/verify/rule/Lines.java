package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Lines below and above an activation on an interval, elementwise.
 *
 * @param lowerSlope slope of the line below
 * @param lowerIntercept its value at 0; null if 0 everywhere
 * @param upperSlope slope of the line above
 * @param upperIntercept its value at 0; null if 0 everywhere
 */
public record Lines(
    NDArray lowerSlope,
    @Nullable NDArray lowerIntercept,
    NDArray upperSlope,
    @Nullable NDArray upperIntercept) {
  /** The same for some of the elements, say. */
  public Lines map(UnaryOperator<NDArray> change) {
    return new Lines(
        change.apply(lowerSlope),
        lowerIntercept == null ? null : change.apply(lowerIntercept),
        change.apply(upperSlope),
        upperIntercept == null ? null : change.apply(upperIntercept));
  }
}
