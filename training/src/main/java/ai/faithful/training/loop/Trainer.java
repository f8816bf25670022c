package ai.faithful.training.loop;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.faithful.ir.Graph;
import ai.faithful.training.TrainingException;
import ai.faithful.training.TrainingException.Code;
import ai.faithful.training.data.Augmentation;
import ai.faithful.training.data.Dataset;
import ai.faithful.training.model.Trainable;
import ai.faithful.verify.rule.Scope;
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
  private final ValidInputs valid;
  private final Optional<Dataset> heldOut;
  private final Schedule schedule;
  private final Optional<CheckpointDirectory> checkpoints;
  private final String settings;
  private final Progress progress;

  /**
   * A run over a data set.
   *
   * @param heldOut images to choose the best epoch by, if the schedule has patience
   * @param settings describes the run; checkpoints of other settings are not resumed from
   */
  public Trainer(
      Dataset data,
      Optional<Dataset> heldOut,
      Schedule schedule,
      Optional<CheckpointDirectory> checkpoints,
      String settings,
      Progress progress) {
    if (schedule.patience() > 0 && heldOut.isEmpty()) {
      throw new IllegalArgumentException("patience needs held-out images");
    }
    this.data = data;
    this.valid = ValidInputs.of(data);
    this.heldOut = heldOut;
    this.schedule = schedule;
    this.checkpoints = checkpoints;
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Trains.
   *
   * @param manager outlives the objective's own arrays; nothing of a step stays in it
   * @return the graph with trained constants, batch normalisation folded into its weights
   * @throws TrainingException if the loss is no longer finite, a checkpoint fails, or the thread is
   *     interrupted
   */
  public Graph run(Trainable model, Objective objective, NDManager manager)
      throws TrainingException {
    if (!schedule.augmentation().equals(Augmentation.NONE) && data.sampleShape().rank() != 3) {
      throw new TrainingException(
          Code.ARCHITECTURE,
          "augmentation "
              + schedule.augmentation()
              + " needs images of channels, rows and columns; those of "
              + data.name()
              + " are "
              + data.sampleShape());
    }
    try (NDManager state = manager.newSubManager()) {
      TrainingState run = new TrainingState(model, schedule, objective, state);
      int done = restore(run);
      Meter meter = new Meter(data.size(), schedule, done);
      Population population = new Population(model, run.normalisation, data, schedule.batch());
      Validation validation = new Validation(population, objective, schedule);
      for (int epoch = done; epoch < schedule.epochs() && !run.selection.over(epoch); epoch++) {
        epoch(epoch, run, objective, state, meter);
        run.average.epoch(epoch + 1, run.weights.arrays());
        if (run.selection.active() && heldOut.isPresent()) {
          Map<String, NDArray> candidate = run.average.orElse(run.weights.arrays(), epoch + 1);
          double loss = validation.loss(candidate, heldOut.get(), state);
          run.selection.offer(epoch + 1, loss, Weights.download(candidate));
          progress.note(
              String.format(
                  java.util.Locale.ROOT,
                  "held-out loss %.4f, best %.4f after epoch %d",
                  loss,
                  run.selection.loss(),
                  run.selection.epoch()));
        }
        save(epoch + 1, run);
      }
      return model.folded(run.weights.graph(population.weights(run.result(), state)));
    }
  }

  private void epoch(
      int epoch, TrainingState run, Objective objective, NDManager manager, Meter meter)
      throws TrainingException {
    long seed = schedule.seed() * 1_000_003L + epoch;
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = Batches.order(data.size(), random);
    meter.startEpoch(epoch);
    try (BatchLoader loader =
        new BatchLoader(data, order, schedule.batch(), schedule.augmentation(), seed)) {
      while (loader.hasNext()) {
        if (Thread.currentThread().isInterrupted()) {
          throw new TrainingException(
              Code.INTERRUPTED, "interrupted in epoch " + (epoch + 1) + "; " + lastGood(epoch));
        }
        BatchLoader.Loaded loaded = loader.next();
        double share = (epoch + (double) loaded.from() / order.length) / schedule.epochs();
        step(loaded, share, random.split(), run, objective, manager, meter);
        if (!meter.finite()) {
          throw new TrainingException(
              Code.DIVERGED,
              "the loss is not finite at step "
                  + run.adam.steps()
                  + " (epoch "
                  + (epoch + 1)
                  + "); "
                  + lastGood(epoch)
                  + "; try a lower learning rate");
        }
        progress.step(meter.report());
      }
    }
    progress.epoch(meter.report(), meter.extra());
  }

  private void step(
      BatchLoader.Loaded loaded,
      double share,
      SplittableRandom random,
      TrainingState run,
      Objective objective,
      NDManager manager,
      Meter meter) {
    // Frees what the engine attaches to longer-lived managers, such as those of the weights.
    Scope scope = new Scope();
    try (NDManager step = manager.newSubManager()) {
      int[] labels = loaded.labels();
      NDArray images =
          step.create(loaded.images(), new Shape(labels.length, data.sampleShape().size()));
      NDArray oneHot = Batches.oneHot(labels, data.classes(), step);
      Objective.Batch batch =
          new Objective.Batch(images, oneHot, labels, share, random, valid, step);
      Objective.Loss loss =
          objective.prepare(batch, run.normalisation.weights(run.weights.arrays(), images));
      Map<String, NDArray> live = run.weights.live(step);
      Objective.Terms terms;
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        terms = loss.of(run.normalisation.weights(live, images));
        collector.backward(terms.total());
      }
      meter.step(terms, labels);
      if (meter.finite()) {
        Map<String, NDArray> gradients = new LinkedHashMap<>();
        live.forEach((name, array) -> gradients.put(name, array.getGradient()));
        Gradients.clip(gradients, schedule.clip());
        run.adam.step(run.weights.arrays(), gradients, schedule.learningRate().at(share));
        run.average.step(run.weights.arrays());
      }
    } finally {
      scope.close();
    }
  }

  private int restore(TrainingState run) throws TrainingException {
    if (checkpoints.isEmpty()) {
      return 0;
    }
    Optional<Checkpoint> latest = checkpoints.get().latest(settings);
    if (latest.isEmpty()) {
      if (checkpoints.get().resume()) {
        progress.note(
            "no checkpoint in " + checkpoints.get().path() + " yet: training from the start");
      }
      return 0;
    }
    run.restore(latest.get());
    progress.note(
        "resuming from " + checkpoints.get().path() + " after epoch " + latest.get().epoch());
    return latest.get().epoch();
  }

  private void save(int epoch, TrainingState run) throws TrainingException {
    if (checkpoints.isPresent()) {
      checkpoints.get().write(run.checkpoint(settings, epoch));
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
