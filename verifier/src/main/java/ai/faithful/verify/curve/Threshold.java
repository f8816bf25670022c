package ai.faithful.verify.curve;

import java.util.ArrayList;
import java.util.List;

/**
 * z for z > threshold, else 0; or the negative of that.
 *
 * @param sign 1 or -1
 */
record Threshold(double threshold, double sign) implements Vertices {
  private double value(double z) {
    return z > threshold ? sign * z : 0;
  }

  @Override
  public List<Vertex> vertices(double l, double u) {
    List<Vertex> vertices = new ArrayList<>();
    vertices.add(new Vertex(l, value(l)));
    if (l <= threshold && threshold < u) {
      // 0 at the threshold, and beyond it values that come near the threshold itself.
      vertices.add(new Vertex(threshold, Math.min(0, sign * threshold)));
    }
    vertices.add(new Vertex(u, value(u)));
    return vertices;
  }

  @Override
  public double least() {
    return sign > 0 ? Math.min(0, threshold) : Double.NEGATIVE_INFINITY;
  }
}
