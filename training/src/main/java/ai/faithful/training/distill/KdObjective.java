package ai.faithful.training.distill;

import ai.djl.ndarray.NDArray;
import ai.faithful.training.loop.FlatNetwork;
import ai.faithful.training.loop.Losses;
import ai.faithful.training.loop.Objective;
import java.util.Map;
import java.util.Optional;

/** Plain knowledge distillation: a t^2 KL(T_t(x) || S_t(x)) + (1 - a) CE(S(x), y) (THEORY 8). */
final class KdObjective implements Objective {
  static final double TEMPERATURE = 4;
  static final double SHARE = 0.9;

  private final FlatNetwork teacher;
  private final FlatNetwork student;

  KdObjective(FlatNetwork teacher, FlatNetwork student) {
    this.teacher = teacher;
    this.student = student;
  }

  @Override
  public Loss prepare(Batch batch, Map<String, NDArray> weights) {
    NDArray told = teacher.logits(batch.images());
    return live -> {
      NDArray logits = student.with(live).logits(batch.images());
      NDArray soft = Losses.divergence(told, logits, TEMPERATURE);
      NDArray hard = Losses.crossEntropy(logits, batch.oneHot());
      NDArray loss =
          Losses.weighted(soft, SHARE * TEMPERATURE * TEMPERATURE)
              .add(Losses.weighted(hard, 1 - SHARE));
      return new Terms(loss, logits, Optional.empty());
    };
  }
}
