package ai.faithful.verify.runtime;

import ai.faithful.verify.region.Domain;
import ai.faithful.verify.region.Region;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** An input to compare two computations at, and where it comes from. */
public final class Probe {
  private final String origin;
  private final float[] x;

  public Probe(String origin, float[] x) {
    this.origin = origin;
    this.x = x.clone();
  }

  /** For messages: what leads to this input again. */
  public String origin() {
    return origin;
  }

  /** A copy of the input, flat. */
  public float[] x() {
    return x.clone();
  }

  /**
   * Random points of the domain, and of each region those nearest to its box's least and greatest
   * corner and a random one.
   *
   * @param size elements of an input
   * @param count number of random points
   */
  public static List<Probe> of(
      int size, Domain domain, int count, List<? extends Region> regions, long seed) {
    Random random = new Random(seed);
    List<Probe> probes = new ArrayList<>();
    double least = domain.lower().doubleValue();
    double width = domain.upper().doubleValue() - least;
    for (int p = 0; p < count; p++) {
      float[] x = new float[size];
      for (int i = 0; i < size; i++) {
        x[i] = (float) (least + width * random.nextDouble());
      }
      probes.add(new Probe("random point " + p + " of seed " + seed, x));
    }
    for (int r = 0; r < regions.size(); r++) {
      Region region = regions.get(r);
      probes.add(new Probe("the least corner of region " + r, region.nearest(region.lower())));
      probes.add(new Probe("the greatest corner of region " + r, region.nearest(region.upper())));
      probes.add(new Probe("a point of region " + r + " of seed " + seed, region.random(random)));
    }
    return probes;
  }
}
