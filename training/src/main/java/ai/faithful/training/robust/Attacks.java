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
}
