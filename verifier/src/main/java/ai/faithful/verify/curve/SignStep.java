package ai.faithful.verify.curve;

import java.util.ArrayList;
import java.util.List;

/** The sign: -1, 0 or 1. */
record SignStep() implements Vertices {
  @Override
  public List<Vertex> vertices(double l, double u) {
    List<Vertex> vertices = new ArrayList<>();
    vertices.add(new Vertex(l, Math.signum(l)));
    if (l < 0 && u >= 0) {
      vertices.add(new Vertex(0, -1));
    }
    vertices.add(new Vertex(u, l < 0 && u == 0 ? -1 : Math.signum(u)));
    return vertices;
  }

  @Override
  public double least() {
    return -1;
  }
}
