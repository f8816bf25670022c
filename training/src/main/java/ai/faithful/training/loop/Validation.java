package ai.faithful.training.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.faithful.training.data.Dataset;
import ai.faithful.verify.rule.Scope;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The loss on held-out images, at the end of the ramp, so that epochs compare: the very quantity
 * that is trained, with the same random starts every time.
 */
final class Validation {
  private final Population population;
  private final Objective objective;
  private final Schedule schedule;

  Validation(Population population, Objective objective, Schedule schedule) {
    this.population = population;
    this.objective = objective;
    this.schedule = schedule;
  }

  /** The mean loss. */
  double loss(Map<String, NDArray> parameters, Dataset data, NDManager manager) {
    float[] state = objective.state();
    double sum = 0;
    try (NDManager all = manager.newSubManager()) {
      Map<String, NDArray> weights = population.weights(parameters, all);
      SplittableRandom random = new SplittableRandom(schedule.seed());
      for (int from = 0; from < data.size(); from += schedule.batch()) {
        int[] indices =
            IntStream.range(from, Math.min(data.size(), from + schedule.batch())).toArray();
        sum += indices.length * loss(weights, data, indices, random.split(), all);
      }
    }
    objective.restore(state);
    return sum / data.size();
  }

  @SuppressWarnings("try") // the scope frees what is made inside it
  private double loss(
      Map<String, NDArray> weights,
      Dataset data,
      int[] indices,
      SplittableRandom random,
      NDManager manager) {
    try (Scope scope = new Scope();
        NDManager step = manager.newSubManager()) {
      int[] labels = IntStream.of(indices).map(i -> data.labels()[i]).toArray();
      Objective.Batch batch =
          new Objective.Batch(
              Batches.images(data, indices, step),
              Batches.oneHot(labels, data.classes(), step),
              labels,
              1,
              random,
              ValidInputs.of(data),
              step);
      return objective.prepare(batch, weights).of(weights).total().getFloat();
    }
  }
}
