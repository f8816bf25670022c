package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.Map;

/**
 * How large a linear operator's parts are at most: of its map of each operand the largest sum of
 * magnitudes that leads to one element of the result, of its offset the largest element. As the
 * engine computed them: low by the roundings of {@link LinearRule#applyAbs}.
 *
 * @param map of |L|, by operand
 * @param radius of R, what an enclosed constant adds to |L|; 0 if it is exact
 * @param offset the largest magnitude of the offset
 * @param offsetRadius the largest radius of the offset
 */
public record LinearNorms(
    Map<Integer, Double> map, Map<Integer, Double> radius, double offset, double offsetRadius) {
  public LinearNorms {
    map = Map.copyOf(map);
    radius = Map.copyOf(radius);
  }

  @SuppressWarnings("try") // the scope frees what is made inside it
  static LinearNorms of(Network network, Site site, LinearRule rule) {
    try (Scope scope = new Scope()) {
      Map<Integer, Double> map = new HashMap<>();
      Map<Integer, Double> radius = new HashMap<>();
      for (int arg : site.variables()) {
        long[] dims = new long[site.shape(arg).rank() + 1];
        dims[0] = 1;
        for (int i = 1; i < dims.length; i++) {
          dims[i] = site.shape(arg).dim(i - 1);
        }
        NDArray ones = network.manager().ones(new Shape(dims), network.precision().type());
        map.put(arg, greatest(rule.applyAbs(site, arg, ones)));
        NDArray uncertain = rule.applyRadius(site, arg, ones);
        radius.put(arg, uncertain == null ? 0.0 : greatest(uncertain));
      }
      NDArray offset = rule.offset(site);
      NDArray offsetRadius = rule.offsetRadius(site);
      return new LinearNorms(
          map,
          radius,
          offset == null ? 0 : greatest(offset.abs()),
          offsetRadius == null ? 0 : greatest(offsetRadius));
    }
  }

  private static double greatest(NDArray x) {
    return x.isEmpty() ? 0 : x.max().toType(DataType.FLOAT64, false).getDouble();
  }
}
