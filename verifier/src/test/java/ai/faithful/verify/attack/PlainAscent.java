package ai.faithful.verify.attack;

import ai.djl.ndarray.NDManager;
import ai.faithful.ir.Graph;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What there was before: for each objective an ascent from the image and one from elsewhere. */
final class PlainAscent {
  private PlainAscent() {}

  /** The sum of the best values of all objectives. */
  static double sum(List<Graph> networks, List<Question> questions, int steps) {
    double sum = 0;
    try (NDManager manager = NDManager.newBaseManager()) {
      LogitGradients gradients = new LogitGradients(networks, manager);
      for (Question question : questions) {
        for (Objective objective : question.objectives) {
          List<Climb> climbs = new ArrayList<>();
          climbs.add(new Climb(objective, 0, question, question.image, steps));
          float[] start = question.region.random(new Random(question.seed));
          climbs.add(new Climb(objective, 0, question, start, steps));
          for (int step = 0; step <= steps; step++) {
            gradients.advance(climbs);
          }
          sum += Math.max(climbs.get(0).bestValue(), climbs.get(1).bestValue());
        }
      }
    }
    return sum;
  }
}
