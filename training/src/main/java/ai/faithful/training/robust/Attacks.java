package ai.faithful.training.robust;

import ai.djl.ndarray.NDArray;
import ai.faithful.training.loop.FlatNetwork;
import ai.faithful.training.loop.Losses;
import ai.faithful.training.loop.Objective;

/** The attacks that losses are defined by, each by PGD. */
public final class Attacks {
  private Attacks() {}

  /** x' max CE(f(x'), y). */
  public static NDArray crossEntropy(
      FlatNetwork network, Objective.Batch batch, double epsilon, int steps) {
    return new Pgd(epsilon, steps)
        .attack(
            batch,
            x -> network.imageGradient(x, z -> Losses.crossEntropyGradient(z, batch.oneHot())));
  }

  /**
   * x' max KL(P || f(x')).
   *
   * @param target logits of P, [N, classes]
   */
  public static NDArray divergence(
      FlatNetwork network, NDArray target, Objective.Batch batch, double epsilon, int steps) {
    return new Pgd(epsilon, steps)
        .attack(batch, x -> network.imageGradient(x, z -> Losses.divergenceGradientQ(target, z)));
  }

  /** x' max KL(T(x') || S(x')), the gradient taken through both. */
  public static NDArray jointDivergence(
      FlatNetwork teacher, FlatNetwork student, Objective.Batch batch, double epsilon, int steps) {
    return new Pgd(epsilon, steps)
        .attack(
            batch,
            x -> {
              NDArray told = teacher.logits(x);
              NDArray said = student.logits(x);
              NDArray throughStudent =
                  student.imageGradient(x, z -> Losses.divergenceGradientQ(told, z));
              NDArray throughTeacher =
                  teacher.imageGradient(x, z -> Losses.divergenceGradientP(z, said));
              return throughStudent.add(throughTeacher);
            });
  }

  /**
   * x' max |pS_y - pT_y|, the faithful-imitation attack (THEORY 2): both signs are tried, the image
   * that attains more is taken.
   */
  public static NDArray imitation(
      FlatNetwork teacher, FlatNetwork student, Objective.Batch batch, double epsilon, int steps) {
    NDArray over = excess(teacher, student, batch, epsilon, steps, 1);
    NDArray under = excess(teacher, student, batch, epsilon, steps, -1);
    NDArray atOver = gap(teacher, student, over, batch.oneHot());
    NDArray atUnder = gap(teacher, student, under, batch.oneHot()).neg();
    NDArray chosen = atOver.gte(atUnder).toType(over.getDataType(), false).reshape(-1, 1);
    return over.mul(chosen).add(under.mul(chosen.neg().add(1)));
  }

  private static NDArray excess(
      FlatNetwork teacher,
      FlatNetwork student,
      Objective.Batch batch,
      double epsilon,
      int steps,
      int sign) {
    return new Pgd(epsilon, steps)
        .attack(
            batch,
            x -> {
              NDArray ofStudent =
                  student.imageGradient(x, z -> Losses.confidenceGradient(z, batch.oneHot()));
              NDArray ofTeacher =
                  teacher.imageGradient(x, z -> Losses.confidenceGradient(z, batch.oneHot()));
              return ofStudent.sub(ofTeacher).mul(sign);
            });
  }

  /** pS_y - pT_y, [N]. */
  private static NDArray gap(
      FlatNetwork teacher, FlatNetwork student, NDArray images, NDArray oneHot) {
    NDArray said = student.logits(images).softmax(-1);
    NDArray told = teacher.logits(images).softmax(-1);
    return said.sub(told).mul(oneHot).sum(new int[] {-1});
  }
}
