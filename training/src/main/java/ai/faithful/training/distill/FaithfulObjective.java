package ai.faithful.training.distill;

import ai.djl.ndarray.NDArray;
import ai.faithful.training.loop.FlatNetwork;
import ai.faithful.training.loop.Losses;
import ai.faithful.training.loop.Objective;
import ai.faithful.training.robust.Pgd;
import ai.faithful.training.robust.Ramp;
import ai.faithful.verify.bound.Rows;
import java.util.Map;
import java.util.Optional;

/**
 * Faithful distillation: base + kappa UB(x), with eps and kappa growing over the first part of the
 * run (THEORY 8, "FD"). Our own definition: the student is trained on the quantity that is
 * certified.
 */
final class FaithfulObjective implements Objective {
  static final double RAMP = 0.5;
  static final int ATTACK_STEPS = 7;

  private final FlatNetwork teacher;
  private final FlatNetwork student;
  private final ImitationBound bound;
  private final DistillSettings settings;

  FaithfulObjective(
      FlatNetwork teacher, FlatNetwork student, ImitationBound bound, DistillSettings settings) {
    this.teacher = teacher;
    this.student = student;
    this.bound = bound;
    this.settings = settings;
  }

  @Override
  public Loss prepare(Batch batch, Map<String, NDArray> weights) {
    double ramp = Ramp.upTo(RAMP, batch.done());
    double epsilon = settings.epsilon() * ramp;
    NDArray told = teacher.logits(batch.images());
    FlatNetwork current = student.with(weights);
    NDArray clean = current.logits(batch.images());
    ImitationBound.Regions regions = ImitationBound.Regions.around(batch.images(), epsilon);
    Rows rows = bound.rows(regions, weights, told, clean, batch.labels());
    boolean attacked = settings.base() == Base.ADAAD;
    NDArray images = attacked ? attack(batch, current, epsilon) : batch.images();
    NDArray target = attacked ? teacher.logits(images) : told;
    double kappa = settings.kappa() * ramp;
    return live -> {
      NDArray divergence = Losses.divergence(target, student.with(live).logits(images), 1);
      NDArray strayed = bound.bounds(regions, rows, live).mean();
      return new Terms(
          divergence.add(Losses.weighted(strayed, kappa)), clean, Optional.of(strayed));
    };
  }

  /** Images that maximise KL(T(x') || S(x')), the gradient taken through both. */
  private NDArray attack(Batch batch, FlatNetwork current, double epsilon) {
    return new Pgd(epsilon, ATTACK_STEPS)
        .attack(
            batch,
            x -> {
              NDArray told = teacher.logits(x);
              NDArray said = current.logits(x);
              NDArray throughStudent =
                  current.imageGradient(x, z -> Losses.divergenceGradientQ(told, z));
              NDArray throughTeacher =
                  teacher.imageGradient(x, z -> Losses.divergenceGradientP(z, said));
              return throughStudent.add(throughTeacher);
            });
  }
}
