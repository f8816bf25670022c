package ai.faithful.verify.curve;

import java.util.ArrayList;
import java.util.List;

/**
 * 1 for z > 0, else 0, or the negative of that.
 *
 * @param atZero whether it is 1 at 0
 * @param sign 1 or -1
 */
record UnitStep(boolean atZero, double sign) implements Vertices {
  private double value(double z) {
    return z > 0 || (z == 0 && atZero) ? sign : 0;
  }

  @Override
  public List<Vertex> vertices(double l, double u) {
    List<Vertex> vertices = new ArrayList<>();
    vertices.add(new Vertex(l, value(l)));
    // What is come near to at 0: 0 from the left, the sign from the right.
    if (sign > 0 && l < 0 && u >= 0) {
      vertices.add(new Vertex(0, 0));
    }
    if (sign < 0 && l <= 0 && u > 0) {
      vertices.add(new Vertex(0, -1));
    }
    vertices.add(new Vertex(u, value(u)));
    return vertices;
  }

  @Override
  public double least() {
    return Math.min(0, sign);
  }
}
