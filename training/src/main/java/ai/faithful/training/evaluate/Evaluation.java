package ai.faithful.training.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.faithful.ir.Graph;
import ai.faithful.training.ComputeDevice;
import ai.faithful.training.EngineThreads;
import ai.faithful.training.TrainingException;
import ai.faithful.training.data.Dataset;
import ai.faithful.training.loop.Batches;
import ai.faithful.training.loop.FlatNetwork;
import ai.faithful.training.loop.Objective;
import ai.faithful.training.loop.ValidInputs;
import ai.faithful.training.robust.Attacks;
import ai.faithful.verify.rule.Scope;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * A student beside its teacher on clean images, on those that PGD finds against the student (x' max
 * CE(S(x'), y)), and on those that the faithful-imitation attack finds (x' max |pS_y - pT_y|); one
 * random start each, in the l_inf ball cut with the data's domain.
 *
 * @param epsilon radius of both attacks
 * @param steps of both attacks
 * @param views clean, pgd, imitation
 */
public record Evaluation(double epsilon, int steps, List<View> views) {
  private static final int BATCH = 250;

  public Evaluation {
    views = List.copyOf(views);
  }

  /**
   * Evaluates.
   *
   * @param teacher from the input to the logits
   * @param student likewise, of as many inputs and classes
   * @param progress hears the number of images done
   * @throws TrainingException if there is no such device
   */
  @SuppressWarnings("try") // the scope frees what is made inside it
  public static Evaluation of(
      Graph teacher,
      Graph student,
      Dataset data,
      double epsilon,
      int steps,
      ComputeDevice device,
      IntConsumer progress)
      throws TrainingException {
    EngineThreads.setDefault();
    Answers[] told = {new Answers(), new Answers(), new Answers()};
    Answers[] said = {new Answers(), new Answers(), new Answers()};
    try (NDManager manager = device.manager()) {
      FlatNetwork first = FlatNetwork.of(teacher, manager);
      FlatNetwork second = FlatNetwork.of(student, manager);
      SplittableRandom random = new SplittableRandom(0);
      for (int from = 0; from < data.size(); from += BATCH) {
        int[] indices = IntStream.range(from, Math.min(data.size(), from + BATCH)).toArray();
        int[] labels = IntStream.of(indices).map(i -> data.labels()[i]).toArray();
        try (Scope scope = new Scope();
            NDManager step = manager.newSubManager()) {
          Objective.Batch batch =
              new Objective.Batch(
                  Batches.images(data, indices, step),
                  Batches.oneHot(labels, data.classes(), step),
                  labels,
                  1,
                  random.split(),
                  ValidInputs.of(data),
                  step);
          NDArray[] images = {
            batch.images(),
            Attacks.crossEntropy(second, batch, epsilon, steps),
            Attacks.imitation(first, second, batch, epsilon, steps)
          };
          for (int view = 0; view < images.length; view++) {
            told[view].add(first.logits(images[view]).toFloatArray(), data.classes());
            said[view].add(second.logits(images[view]).toFloatArray(), data.classes());
          }
        }
        progress.accept(from + indices.length);
      }
    }
    return new Evaluation(
        epsilon,
        steps,
        List.of(
            View.of("clean", told[0], said[0], data.labels()),
            View.of("pgd", told[1], said[1], data.labels()),
            View.of("imitation", told[2], said[2], data.labels())));
  }

  /** The view of a name. */
  public View view(String images) {
    return views.stream()
        .filter(view -> view.images().equals(images))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no view '" + images + "'"));
  }
}
