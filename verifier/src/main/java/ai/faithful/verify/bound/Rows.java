package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * Affine functions of a graph's values, to be bounded from below: for each region b and row r, sum
 * over v of {@code <coefficients(v)[b, r], v> + constant[b, r]}. Rows that touch several values
 * flow backward together: what their coefficients share at a common input cancels (THEORY 4).
 *
 * @param coefficients by value name, {@code [B, R, *shape(value)]}
 * @param constant {@code [B, R]}
 */
public record Rows(Map<String, NDArray> coefficients, NDArray constant) {
  public Rows {
    coefficients = Map.copyOf(coefficients);
  }

  long regions() {
    return constant.getShape().get(0);
  }

  long count() {
    return constant.getShape().get(1);
  }
}
