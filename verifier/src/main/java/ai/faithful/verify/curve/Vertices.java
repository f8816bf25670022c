package ai.faithful.verify.curve;

import java.util.List;

/**
 * Lines below a function of straight pieces that may jump: it is enough to stay below the ends of
 * all pieces, whether the function takes the value there or comes near it.
 */
interface Vertices extends Support {
  /**
   * Points in [l, u], ascending, such that the function lies on or above the polygon through them;
   * values may be too low, not too high.
   *
   * @param l finite
   * @param u finite, not below l
   */
  List<Vertex> vertices(double l, double u);

  /** At most all values. */
  double least();

  @Override
  default double slope(double l, double u, double anchor) {
    List<Vertex> all = vertices(l, u);
    double slope = 0;
    double lowest = Double.POSITIVE_INFINITY;
    for (Vertex a : all) {
      for (Vertex b : all) {
        if (a.z() < b.z() && a.z() <= anchor && anchor <= b.z()) {
          double chord = (b.value() - a.value()) / (b.z() - a.z());
          double height = a.value() + chord * (anchor - a.z());
          if (height < lowest) {
            lowest = height;
            slope = chord;
          }
        }
      }
    }
    return slope;
  }

  @Override
  default double intercept(double slope, double l, double u) {
    if (!Double.isFinite(l) || !Double.isFinite(u) || !Double.isFinite(slope)) {
      return slope == 0 ? least() : Double.NEGATIVE_INFINITY;
    }
    double least = Double.POSITIVE_INFINITY;
    for (Vertex v : vertices(l, u)) {
      double below = slope == 0 ? v.value() : Math.nextDown(Math.fma(-slope, v.z(), v.value()));
      least = Math.min(least, below);
    }
    return least;
  }

  @Override
  default boolean straight(double l, double u) {
    if (!Double.isFinite(u - l)) {
      return false;
    }
    List<Vertex> all = vertices(l, u);
    return l == u || (all.size() == 2 && all.get(0).value() == all.get(1).value());
  }
}
