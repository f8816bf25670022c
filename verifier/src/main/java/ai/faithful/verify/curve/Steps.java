package ai.faithful.verify.curve;

import java.util.ArrayList;
import java.util.List;

/**
 * Floor, ceiling and rounding to the nearest integer, halves to the even one: f(z) = n for n +
 * offset < z < n + 1 + offset, and one of n and n + 1 where two steps meet.
 *
 * @param offset 0 for the floor, -1 for the ceiling, -1/2 for rounding
 */
record Steps(double offset) implements Vertices {
  /** Beyond, sums with halves are rounded. */
  private static final double FARTHEST = 0x1p50;

  private double value(double z) {
    return offset == 0 ? Math.floor(z) : offset == -1 ? Math.ceil(z) : Math.rint(z);
  }

  @Override
  public List<Vertex> vertices(double l, double u) {
    if (Math.max(Math.abs(l), Math.abs(u)) > FARTHEST) {
      // f(z) >= z - 1 - offset
      return List.of(
          new Vertex(l, Math.nextDown(l - (1 + offset))),
          new Vertex(u, Math.nextDown(u - (1 + offset))));
    }
    double first = value(l);
    // The limit from below; an integer too low where u - offset is rounded down.
    double last = l == u ? first : Math.ceil(u - offset) - 1;
    List<Vertex> vertices = new ArrayList<>();
    vertices.add(new Vertex(l, Math.min(first, last)));
    if (first < last) {
      // Just before the first jump and just before the last one, all others in line with them.
      vertices.add(new Vertex(Math.max(l, first + 1 + offset), first));
      vertices.add(new Vertex(last + offset, last - 1));
    }
    vertices.add(new Vertex(u, last));
    return vertices;
  }

  @Override
  public double least() {
    return Double.NEGATIVE_INFINITY;
  }
}
