package ai.faithful.verify.attack;

import ai.faithful.verify.region.Region;
import java.util.List;

/** What to look for around one example. */
public final class Question {
  final float[] image;
  final Region region;
  final double[] middle;
  final List<Objective> objectives;
  final boolean any;
  final long seed;

  private Question(
      float[] image, Region region, List<Objective> objectives, boolean any, long seed) {
    this.image = image.clone();
    this.region = region;
    this.middle = region.middle();
    this.objectives = List.copyOf(objectives);
    this.any = any;
    this.seed = seed;
  }

  /**
   * For each objective, where is it largest?
   *
   * @param image flat, in the region; searches begin there
   * @param seed of the random starts
   */
  public static Question each(float[] image, Region region, List<Objective> objectives, long seed) {
    return new Question(image, region, objectives, false, seed);
  }

  /** Can any of the objectives be reached? The less promising are given up on the way. */
  public static Question any(float[] image, Region region, List<Objective> objectives, long seed) {
    return new Question(image, region, objectives, true, seed);
  }
}
