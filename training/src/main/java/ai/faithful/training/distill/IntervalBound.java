package ai.faithful.training.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.faithful.training.bound.MarginBounds;
import ai.faithful.training.loop.Batches;
import ai.faithful.verify.bound.Box;
import java.util.Map;

/**
 * A bound on FI by each network alone: intervals of the margins give intervals of the confidences
 * (THEORY 3.1), and these are subtracted. The comparison that joint rows have to beat.
 */
final class IntervalBound implements CertifiedTerm {
  private final JointNetwork joint;
  private final MarginBounds teacherMargins;
  private final MarginBounds studentMargins;

  IntervalBound(JointNetwork joint) {
    this.joint = joint;
    this.teacherMargins = joint.teacherMargins(false);
    this.studentMargins = joint.studentMargins(false);
  }

  @Override
  public Bound prepare(
      Region region,
      Map<String, NDArray> weights,
      NDArray teacherLogits,
      NDArray studentLogits,
      int[] labels) {
    NDManager manager = region.lower().getManager();
    NDArray oneHot = Batches.oneHot(labels, joint.classes(), manager);
    return live -> {
      Map<String, Box> boxes = joint.intervals(region, live);
      Box teacher = teacherMargins.box(boxes, Map.of(), labels, manager);
      Box student = studentMargins.box(boxes, JointNetwork.prefixed(live), labels, manager);
      NDArray over = confidence(student.lower(), oneHot).sub(confidence(teacher.upper(), oneHot));
      NDArray under = confidence(teacher.lower(), oneHot).sub(confidence(student.upper(), oneHot));
      return over.maximum(under);
    };
  }

  /** softmax_c of margins, [N]. */
  private static NDArray confidence(NDArray margins, NDArray oneHot) {
    return margins.softmax(-1).mul(oneHot).sum(new int[] {-1});
  }
}
