package ai.faithful.verify.region;

import java.util.Random;

/**
 * A set of inputs that a claim is about. It is certified over a superset in doubles, and witnesses
 * are float32 points that lie in it exactly (THEORY 7).
 */
public sealed interface Region permits BoxRegion, BallRegion, MappedRegion {
  /** Elements of an input. */
  int size();

  /** A copy of a corner that is below every point of the region. */
  double[] lower();

  /** A copy of a corner that is above every point of the region. */
  double[] upper();

  /** Whether a float32 point is known to lie in the region exactly. */
  boolean contains(float[] point);

  /** A float32 point of the region, near the given one. */
  float[] nearest(double[] point);

  /** A float32 point of the region at random, often on its boundary. */
  float[] random(Random random);

  /** A point in the middle, approximately. */
  double[] middle();

  /** Where a linear function with this gradient is greatest, approximately. */
  double[] extreme(double[] gradient);
}
