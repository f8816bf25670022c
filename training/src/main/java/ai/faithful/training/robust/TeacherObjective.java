package ai.faithful.training.robust;

import ai.djl.ndarray.NDArray;
import ai.faithful.training.loop.FlatNetwork;
import ai.faithful.training.loop.Losses;
import ai.faithful.training.loop.Objective;
import java.util.Map;
import java.util.Optional;

/** The losses of {@link TeacherMethod}. */
final class TeacherObjective implements Objective {
  private static final double RAMP = 0.5;

  private final FlatNetwork network;
  private final TrainSettings settings;

  TeacherObjective(FlatNetwork network, TrainSettings settings) {
    this.network = network;
    this.settings = settings;
  }

  @Override
  public Loss prepare(Batch batch, Map<String, NDArray> weights) {
    double ramp = Ramp.upTo(RAMP, batch.done());
    double epsilon = settings.epsilon() * ramp;
    NDArray oneHot = batch.oneHot();
    boolean attacked =
        settings.method() == TeacherMethod.PGD_AT || settings.method() == TeacherMethod.MIX;
    FlatNetwork current = network.with(weights);
    NDArray images =
        attacked
            ? new Pgd(epsilon, settings.attackSteps())
                .attack(
                    batch,
                    x -> current.imageGradient(x, z -> Losses.crossEntropyGradient(z, oneHot)))
            : batch.images();
    Optional<NDArray> clean =
        attacked ? Optional.of(current.logits(batch.images())) : Optional.empty();
    double share = settings.intervalShare() * ramp;
    return live -> {
      FlatNetwork trained = network.with(live);
      NDArray logits = trained.logits(images);
      NDArray loss = Losses.crossEntropy(logits, oneHot);
      if (settings.method() == TeacherMethod.IBP || settings.method() == TeacherMethod.MIX) {
        NDArray worst = worst(trained, batch, epsilon);
        loss =
            Losses.weighted(loss, 1 - share)
                .add(Losses.weighted(Losses.crossEntropy(worst, oneHot), share));
      }
      return new Terms(loss, clean.orElse(logits), Optional.empty());
    };
  }

  /** Logits at their interval's worse end: the label's lower, all others' upper one. */
  private static NDArray worst(FlatNetwork network, Batch batch, double epsilon) {
    FlatNetwork.LogitBox box =
        network.logitBox(
            batch.images().sub(epsilon).maximum(0), batch.images().add(epsilon).minimum(1));
    NDArray oneHot = batch.oneHot();
    NDArray others = oneHot.neg().add(1);
    return box.lower().mul(oneHot).add(box.upper().mul(others));
  }
}
