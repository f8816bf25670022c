package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * An affine function of several operands, elementwise: {@code sum over arg of slopes[arg] x_arg +
 * intercept}.
 *
 * @param slopes by operand
 * @param intercept of the same shape
 */
public record Plane(List<NDArray> slopes, NDArray intercept) {
  public Plane {
    slopes = List.copyOf(slopes);
  }
}
