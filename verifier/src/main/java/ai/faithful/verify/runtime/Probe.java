package ai.faithful.verify.runtime;

import ai.faithful.verify.region.BoxRegion;
import ai.faithful.verify.region.Domain;
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
   * Random points of the domain, and of each region its centre's neighbours: the least, the
   * greatest and a random corner.
   *
   * @param size elements of an input
   * @param count number of random points
   */
  public static List<Probe> of(
      int size, Domain domain, int count, List<BoxRegion> regions, long seed) {
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
      float[] lower = regions.get(r).floatLower();
      float[] upper = regions.get(r).floatUpper();
      float[] corner = lower.clone();
      for (int i = 0; i < size; i++) {
        corner[i] = random.nextBoolean() ? lower[i] : upper[i];
      }
      probes.add(new Probe("the least corner of region " + r, lower));
      probes.add(new Probe("the greatest corner of region " + r, upper));
      probes.add(new Probe("a corner of region " + r + " of seed " + seed, corner));
    }
    return probes;
  }
}
