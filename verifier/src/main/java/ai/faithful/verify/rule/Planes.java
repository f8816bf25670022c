package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * Affine functions below and above an operator of several operands, elementwise: {@code sum over
 * arg of lowerSlopes[arg] x_arg + lowerIntercept <= y <= sum of upperSlopes[arg] x_arg +
 * upperIntercept}.
 *
 * @param lowerSlopes by operand, each of the result's shape
 * @param lowerIntercept of the result's shape
 * @param upperSlopes by operand
 * @param upperIntercept of the result's shape
 */
public record Planes(
    List<NDArray> lowerSlopes,
    NDArray lowerIntercept,
    List<NDArray> upperSlopes,
    NDArray upperIntercept) {
  public Planes {
    lowerSlopes = List.copyOf(lowerSlopes);
    upperSlopes = List.copyOf(upperSlopes);
  }
}
