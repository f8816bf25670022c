package ai.faithful.training.loop;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import ai.faithful.ir.Graph;
import ai.faithful.training.TrainingException;
import ai.faithful.training.TrainingException.Code;
import ai.faithful.training.data.Dataset;
import ai.faithful.verify.rule.Scope;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Minimises an {@link Objective} over a data set by Adam. On one machine a run is a function of its
 * settings: stopped after any epoch and resumed, it ends with the same weights.
 */
public final class Trainer {
  private final Dataset data;
  private final Schedule schedule;
  private final Optional<CheckpointDirectory> checkpoints;
  private final String settings;
  private final Progress progress;

  /**
   * A run over a data set.
   *
   * @param settings describes the run; checkpoints of other settings are not resumed from
   */
  public Trainer(
      Dataset data,
      Schedule schedule,
      Optional<CheckpointDirectory> checkpoints,
      String settings,
      Progress progress) {
    this.data = data;
    this.schedule = schedule;
    this.checkpoints = checkpoints;
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Trains.
   *
   * @param graph every constant is a parameter, starting from its value
   * @param manager outlives the objective's own arrays; nothing of a step stays in it
   * @return the graph with trained constants
   * @throws TrainingException if the loss is no longer finite, a checkpoint fails, or the thread is
   *     interrupted
   */
  public Graph run(Graph graph, Objective objective, NDManager manager) throws TrainingException {
    try (NDManager state = manager.newSubManager()) {
      Weights weights = new Weights(graph, state);
      Adam adam = new Adam(weights.arrays(), state);
      int done = restore(weights, adam);
      Meter meter = new Meter(data.size(), schedule, done);
      for (int epoch = done; epoch < schedule.epochs(); epoch++) {
        epoch(epoch, weights, adam, objective, state, meter);
        save(epoch + 1, weights, adam);
      }
      return weights.graph();
    }
  }

  private void epoch(
      int epoch, Weights weights, Adam adam, Objective objective, NDManager manager, Meter meter)
      throws TrainingException {
    SplittableRandom random = new SplittableRandom(schedule.seed() * 1_000_003L + epoch);
    int[] order = Batches.order(data.size(), random);
    meter.startEpoch(epoch);
    for (int from = 0; from < order.length; from += schedule.batch()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new TrainingException(
            Code.INTERRUPTED, "interrupted in epoch " + (epoch + 1) + "; " + lastGood(epoch));
      }
      int[] indices =
          Arrays.copyOfRange(order, from, Math.min(order.length, from + schedule.batch()));
      double share = (epoch + (double) from / order.length) / schedule.epochs();
      step(indices, share, random.split(), weights, adam, objective, manager, meter);
      if (!meter.finite()) {
        throw new TrainingException(
            Code.DIVERGED,
            "the loss is not finite at step "
                + adam.steps()
                + " (epoch "
                + (epoch + 1)
                + "); "
                + lastGood(epoch)
                + "; try a lower learning rate");
      }
      progress.step(meter.report());
    }
    progress.epoch(meter.report(), meter.extra());
  }

  private void step(
      int[] indices,
      double share,
      SplittableRandom random,
      Weights weights,
      Adam adam,
      Objective objective,
      NDManager manager,
      Meter meter) {
    // Frees what the engine attaches to longer-lived managers, such as those of the weights.
    Scope scope = new Scope();
    try (NDManager step = manager.newSubManager()) {
      int[] labels = Arrays.stream(indices).map(i -> data.labels()[i]).toArray();
      NDArray images = Batches.images(data, indices, step);
      NDArray oneHot = Batches.oneHot(labels, data.classes(), step);
      Objective.Batch batch = new Objective.Batch(images, oneHot, labels, share, random, step);
      Objective.Loss loss = objective.prepare(batch, weights.arrays());
      Map<String, NDArray> live = weights.live(step);
      Objective.Terms terms;
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        terms = loss.of(live);
        collector.backward(terms.total());
      }
      meter.step(terms, labels);
      if (meter.finite()) {
        Map<String, NDArray> gradients = new LinkedHashMap<>();
        live.forEach((name, array) -> gradients.put(name, array.getGradient()));
        adam.step(weights.arrays(), gradients, schedule.learningRateAt(share));
      }
    } finally {
      scope.close();
    }
  }

  private int restore(Weights weights, Adam adam) throws TrainingException {
    if (checkpoints.isEmpty()) {
      return 0;
    }
    Optional<Checkpoint> latest = checkpoints.get().latest(settings);
    if (latest.isEmpty()) {
      return 0;
    }
    Checkpoint checkpoint = latest.get();
    Weights.upload(checkpoint.weights(), weights.arrays());
    Weights.upload(checkpoint.mean(), adam.mean());
    Weights.upload(checkpoint.square(), adam.square());
    adam.restoreSteps(checkpoint.steps());
    progress.note(
        "resuming from " + checkpoints.get().path() + " after epoch " + checkpoint.epoch());
    return checkpoint.epoch();
  }

  private void save(int epoch, Weights weights, Adam adam) throws TrainingException {
    if (checkpoints.isPresent()) {
      checkpoints
          .get()
          .write(
              new Checkpoint(
                  settings,
                  epoch,
                  adam.steps(),
                  Weights.download(weights.arrays()),
                  Weights.download(adam.mean()),
                  Weights.download(adam.square())));
    }
  }

  private String lastGood(int epoch) {
    if (checkpoints.isEmpty()) {
      return "no checkpoints were kept (--checkpoint DIR keeps them)";
    }
    return epoch == 0
        ? "no checkpoint was written yet"
        : "the last good checkpoint is that of epoch " + epoch + " in " + checkpoints.get().path();
  }
}
