package ai.faithful.training.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.faithful.ir.Graph;
import java.util.Map;

/**
 * The certified term of faithful distillation: for each image an upper bound on how far the student
 * strays from its teacher anywhere in the box around it, differentiable in the student's weights.
 */
interface CertifiedTerm {
  /**
   * The part without a tape.
   *
   * @param weights the student's by name
   * @param teacherLogits clean, [N, classes]
   * @param studentLogits clean, [N, classes]
   * @param labels c of each image
   */
  Bound prepare(
      Region region,
      Map<String, NDArray> weights,
      NDArray teacherLogits,
      NDArray studentLogits,
      int[] labels);

  /** The part on the tape. */
  @FunctionalInterface
  interface Bound {
    /** The bound of each image, [N]; the tape can follow it to {@code live}. */
    NDArray of(Map<String, NDArray> live);
  }

  /** The term that a recipe asks for; its arrays live as long as {@code manager}. */
  static CertifiedTerm of(DistillRecipe recipe, Graph teacher, Graph student, NDManager manager) {
    JointNetwork joint = new JointNetwork(teacher, student, manager);
    boolean backward = recipe.certified() == Certified.CROWN_IBP;
    return switch (recipe.measure()) {
      case CONFIDENCE -> backward ? new TangentBound(joint) : new IntervalBound(joint);
      case KL -> new DivergenceBound(joint, backward);
    };
  }
}
