package ai.faithful.training.distill;

import ai.djl.ndarray.NDArray;
import ai.faithful.training.loop.FlatNetwork;
import ai.faithful.training.loop.Losses;
import ai.faithful.training.loop.Objective;
import ai.faithful.training.loop.Ramp;
import ai.faithful.training.robust.Attacks;
import java.util.Map;
import java.util.Optional;

/**
 * Faithful distillation: base + kappa UB(x), with eps and kappa growing over the first part of the
 * run (THEORY 8, "FD"). Our own definition: the student is trained on the quantity that is
 * certified. With kappa 0 the base is all there is.
 */
record FaithfulObjective(
    FlatNetwork teacher,
    FlatNetwork student,
    CertifiedTerm certified,
    DistillRecipe recipe,
    Ramp ramp)
    implements Objective {
  @Override
  public Loss prepare(Batch batch, Map<String, NDArray> weights) {
    double grown = ramp.at(batch.done());
    double epsilon = recipe.epsilon() * grown;
    NDArray told = teacher.logits(batch.images());
    FlatNetwork current = student.with(weights);
    NDArray clean = current.logits(batch.images());
    boolean attacked = recipe.base() == Base.ADAAD;
    NDArray images =
        attacked
            ? Attacks.jointDivergence(teacher, current, batch, epsilon, recipe.attackSteps())
            : batch.images();
    NDArray target = attacked ? teacher.logits(images) : told;
    if (recipe.kappa() == 0) {
      return live -> new Terms(base(target, images, live), clean, Optional.empty());
    }
    Region region = Region.around(batch.images(), epsilon);
    CertifiedTerm.Bound bound = certified.prepare(region, weights, told, clean, batch.labels());
    double kappa = recipe.kappa() * grown;
    return live -> {
      NDArray strayed = bound.of(live).mean();
      NDArray loss = base(target, images, live).add(Losses.weighted(strayed, kappa));
      return new Terms(loss, clean, Optional.of(strayed));
    };
  }

  private NDArray base(NDArray target, NDArray images, Map<String, NDArray> live) {
    return Losses.divergence(target, student.with(live).logits(images), 1);
  }
}
