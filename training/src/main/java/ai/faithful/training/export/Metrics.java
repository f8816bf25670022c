package ai.faithful.training.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.faithful.training.data.Dataset;
import ai.faithful.training.loop.Batches;
import ai.faithful.training.loop.FlatNetwork;
import ai.faithful.training.loop.Losses;
import ai.faithful.training.loop.Objective;
import ai.faithful.training.loop.ValidInputs;
import ai.faithful.training.robust.Pgd;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a classifier does on test images, each a share of them all.
 *
 * @param testImages how many
 * @param accuracy on clean images
 * @param pgdEpsilon radius of the attack that follows
 * @param pgdSteps its steps, from one random start
 * @param pgdAccuracy accuracy on the images it finds
 * @param agreement share of clean images where student and teacher name the same class
 * @param teacherAccuracy of the teacher, clean images
 */
public record Metrics(
    int testImages,
    double accuracy,
    double pgdEpsilon,
    int pgdSteps,
    double pgdAccuracy,
    @Nullable Double agreement,
    @Nullable Double teacherAccuracy) {
  private static final int BATCH = 500;
  private static final int STEPS = 20;

  /** Measures {@code network}, against {@code teacher} if it has one. */
  public static Metrics measure(
      FlatNetwork network,
      Optional<FlatNetwork> teacher,
      Dataset test,
      double epsilon,
      NDManager manager) {
    long right = 0;
    long withstood = 0;
    long agreed = 0;
    long teacherRight = 0;
    SplittableRandom random = new SplittableRandom(0);
    ValidInputs valid = ValidInputs.of(test);
    for (int from = 0; from < test.size(); from += BATCH) {
      int[] indices = IntStream.range(from, Math.min(test.size(), from + BATCH)).toArray();
      int[] labels = IntStream.of(indices).map(i -> test.labels()[i]).toArray();
      try (NDManager step = manager.newSubManager()) {
        NDArray images = Batches.images(test, indices, step);
        NDArray oneHot = Batches.oneHot(labels, test.classes(), step);
        Objective.Batch batch =
            new Objective.Batch(images, oneHot, labels, 1, random.split(), valid, step);
        long[] clean = classes(network.logits(images));
        right += matches(clean, labels);
        NDArray attacked =
            new Pgd(epsilon, STEPS)
                .attack(
                    batch,
                    x -> network.imageGradient(x, z -> Losses.crossEntropyGradient(z, oneHot)));
        withstood += matches(classes(network.logits(attacked)), labels);
        if (teacher.isPresent()) {
          long[] told = classes(teacher.get().logits(images));
          teacherRight += matches(told, labels);
          agreed += IntStream.range(0, told.length).filter(i -> told[i] == clean[i]).count();
        }
      }
    }
    double count = test.size();
    return new Metrics(
        test.size(),
        right / count,
        epsilon,
        STEPS,
        withstood / count,
        teacher.isPresent() ? agreed / count : null,
        teacher.isPresent() ? teacherRight / count : null);
  }

  private static long[] classes(NDArray logits) {
    return logits.argMax(1).toLongArray();
  }

  private static long matches(long[] classes, int[] labels) {
    return IntStream.range(0, labels.length).filter(i -> classes[i] == labels[i]).count();
  }
}
