package ai.faithful.training.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.faithful.training.model.Trainable;
import java.util.Map;
import java.util.Objects;

/** All that changes during a run. */
final class TrainingState {
  private static final String OBJECTIVE = "state";

  final Weights weights;
  final Adam adam;
  final WeightAverage average;
  final Selection selection;
  final Normalisation normalisation;
  private final Objective objective;
  private final int epochs;

  TrainingState(Trainable model, Schedule schedule, Objective objective, NDManager manager) {
    this.weights = new Weights(model.graph(), manager);
    this.adam = Adam.of(weights.arrays(), manager);
    this.average =
        new WeightAverage(schedule.averaging(), schedule.epochs(), weights.arrays(), manager);
    this.selection = new Selection(schedule);
    this.normalisation = new Normalisation(model, manager);
    this.objective = objective;
    this.epochs = schedule.epochs();
  }

  /** The parameters that the run ends with: the best, else the average, else the last. */
  Map<String, NDArray> result() {
    if (!selection.weights().isEmpty()) {
      Weights.upload(selection.weights(), weights.arrays());
      return weights.arrays();
    }
    return average.orElse(weights.arrays(), epochs);
  }

  Checkpoint checkpoint(String settings, int epoch) {
    return new Checkpoint(
        settings,
        epoch,
        adam.steps(),
        Weights.download(weights.arrays()),
        adam.mean(),
        adam.square(),
        Weights.download(average.arrays()),
        Map.of(OBJECTIVE, objective.state()),
        selection.weights(),
        selection.loss(),
        selection.epoch());
  }

  void restore(Checkpoint checkpoint) {
    Weights.upload(checkpoint.weights(), weights.arrays());
    Weights.upload(checkpoint.average(), average.arrays());
    adam.restore(checkpoint.steps(), checkpoint.mean(), checkpoint.square());
    objective.restore(
        Objects.requireNonNull(checkpoint.objective().get(OBJECTIVE), "objective state"));
    selection.restore(checkpoint);
  }
}
