package ai.faithful.training.distill;

import ai.djl.ndarray.NDArray;
import ai.faithful.training.loop.FlatNetwork;
import ai.faithful.training.loop.Losses;
import ai.faithful.training.loop.Objective;
import ai.faithful.training.loop.Ramp;
import java.util.Map;
import java.util.Optional;

/**
 * Faithful distillation: base + kappa UB(x), with eps and kappa growing over the first part of the
 * run (THEORY 8, "FD"). Our own definition: the student is trained on the quantity that is
 * certified. With kappa 0 the base is all there is.
 *
 * @param base the loss of another method
 */
record FaithfulObjective(
    Objective base,
    FlatNetwork teacher,
    FlatNetwork student,
    CertifiedTerm certified,
    DistillRecipe recipe,
    Ramp ramp)
    implements Objective {
  @Override
  public Loss prepare(Batch batch, Map<String, NDArray> weights) {
    Loss based = base.prepare(batch, weights);
    if (recipe.kappa() == 0) {
      return based;
    }
    double grown = ramp.at(batch.done());
    NDArray told = teacher.logits(batch.images());
    NDArray clean = student.with(weights).logits(batch.images());
    Region region = Region.around(batch.images(), recipe.epsilon() * grown, batch.valid());
    CertifiedTerm.Bound bound = certified.prepare(region, weights, told, clean, batch.labels());
    double kappa = recipe.kappa() * grown;
    return live -> {
      NDArray strayed = bound.of(live).mean();
      NDArray loss = based.of(live).total().add(Losses.weighted(strayed, kappa));
      return new Terms(loss, clean, Optional.of(strayed));
    };
  }

  @Override
  public float[] state() {
    return base.state();
  }

  @Override
  public void restore(float[] state) {
    base.restore(state);
  }
}
