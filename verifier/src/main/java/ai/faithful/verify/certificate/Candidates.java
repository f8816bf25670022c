package ai.faithful.verify.certificate;

import ai.faithful.verify.RuntimeFailureException;
import ai.faithful.verify.attack.Falsifier;
import ai.faithful.verify.attack.Found;
import ai.faithful.verify.attack.Question;
import ai.faithful.verify.region.Region;
import java.util.ArrayList;
import java.util.List;

/**
 * Inputs that an attack found, and the examples themselves, with what they come to when replayed.
 */
final class Candidates {
  private final float[][] points;
  private final Attained[] attained;

  /** Those of example i are [first[i], first[i + 1]). */
  private final int[] first;

  private Candidates(float[][] points, Attained[] attained, int[] first) {
    this.points = points;
    this.attained = attained;
    this.first = first;
  }

  /**
   * Attacks examples and replays what comes of it.
   *
   * @param questions one for each example
   * @throws BracketViolation if an input lies outside its region: a bug
   */
  static Candidates of(
      Falsifier falsifier,
      Replay replay,
      List<Example> examples,
      List<Region> regions,
      List<Question> questions)
      throws RuntimeFailureException {
    List<List<Found>> found = falsifier.run(questions);
    List<float[]> points = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    int[] first = new int[examples.size() + 1];
    for (int i = 0; i < examples.size(); i++) {
      List<float[]> own = new ArrayList<>(found.get(i).stream().map(Found::input).toList());
      own.add(examples.get(i).image());
      for (float[] point : own) {
        if (!regions.get(i).contains(point)) {
          throw new BracketViolation("a candidate left its region: a bug, please report it");
        }
        points.add(point);
        labels.add(examples.get(i).label());
      }
      first[i + 1] = points.size();
    }
    float[][] all = points.toArray(float[][]::new);
    Attained[] attained = replay.of(all, labels.stream().mapToInt(Integer::intValue).toArray());
    return new Candidates(all, attained, first);
  }

  /** Whether one of an example's inputs refutes it. */
  boolean refute(Goal goal, int example) {
    for (int i = first[example]; i < first[example + 1]; i++) {
      if (goal.isRefuted(attained[i].value(), attained[i].disagrees())) {
        return true;
      }
    }
    return false;
  }

  /** All that is known of an example whose region a proof is about. */
  Finding finding(int example, Proof proof) {
    return Finding.of(proof, points, attained, first[example], first[example + 1]);
  }
}
