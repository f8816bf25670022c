package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

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

  /** Some of the rows of some regions, in handles of their own. */
  Rows of(Portion portion) {
    boolean everything =
        portion.rows() == count()
            && Arrays.equals(portion.regions(), IntStream.range(0, (int) regions()).toArray());
    if (everything) {
      return this;
    }
    NDArray regions =
        constant.getManager().create(Arrays.stream(portion.regions()).asLongStream().toArray());
    NDIndex region = new NDIndex("{}", regions);
    NDIndex rows = new NDIndex().addAllDim().addSliceDim(portion.from(), portion.to());
    return map(array -> array.get(region).get(rows));
  }

  /** In another format, to the nearest. */
  Rows near(DataType type) {
    return map(array -> Layout.near(array, type));
  }

  private Rows map(UnaryOperator<NDArray> change) {
    Map<String, NDArray> changed = new HashMap<>();
    coefficients.forEach((value, a) -> changed.put(value, change.apply(a)));
    return new Rows(changed, change.apply(constant));
  }

  /** Puts these rows into a pass, which closes what it has used: it gets handles of its own. */
  void plant(BackwardPass pass) {
    pass.plantConstant(constant.reshape(regions(), count()));
    coefficients.forEach(
        (value, a) -> {
          Shape each = a.getShape().slice(2);
          pass.plant(value, a.reshape(new Shape(regions() * count()).addAll(each)));
        });
  }
}
