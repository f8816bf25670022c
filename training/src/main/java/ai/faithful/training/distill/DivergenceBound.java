package ai.faithful.training.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.faithful.training.bound.MarginBounds;
import ai.faithful.verify.bound.Box;
import ai.faithful.verify.bound.Rows;
import ai.faithful.verify.rule.TapeConstant;
import java.util.Map;

/**
 * A bound on KL(pT || pS) (THEORY 4.2): min(R, R^2 / 8), R the range over j of D_j = (zS_j - zS_c)
 * - (zT_j - zT_c), by joint backward rows or by each network's intervals, subtracted.
 */
final class DivergenceBound implements CertifiedTerm {
  private final JointNetwork joint;
  private final boolean backward;
  private final MarginBounds teacherMargins;
  private final MarginBounds studentMargins;

  DivergenceBound(JointNetwork joint, boolean backward) {
    this.joint = joint;
    this.backward = backward;
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
    return backward ? joint(region, labels) : separate(region, labels);
  }

  private Bound joint(Region region, int[] labels) {
    int n = labels.length;
    int classes = joint.classes();
    float[] onStudent = new float[n * 2 * classes * classes];
    float[] onTeacher = new float[onStudent.length];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < classes; j++) {
        for (int side = 0; side < 2; side++) {
          int sign = side == 0 ? 1 : -1; // D_j, then -D_j
          int row = ((i * 2 + side) * classes + j) * classes;
          onStudent[row + j] += sign;
          onStudent[row + labels[i]] -= sign;
          onTeacher[row + j] -= sign;
          onTeacher[row + labels[i]] += sign;
        }
      }
    }
    float[] constant = new float[n * 2 * classes];
    NDManager manager = region.lower().getManager();
    Rows rows = joint.rows(n, 2 * classes, onTeacher, onStudent, constant, manager);
    return live -> {
      NDArray bounds = joint.lowerBound(region, rows, live).reshape(n, 2, classes);
      NDList sides = bounds.split(2, 1);
      NDArray least = sides.get(0).reshape(n, classes);
      NDArray most = sides.get(1).reshape(n, classes).neg();
      return divergence(least, most);
    };
  }

  private Bound separate(Region region, int[] labels) {
    NDManager manager = region.lower().getManager();
    return live -> {
      Map<String, Box> boxes = joint.intervals(region, live);
      Box teacher = teacherMargins.box(boxes, Map.of(), labels, manager);
      Box student = studentMargins.box(boxes, JointNetwork.prefixed(live), labels, manager);
      return divergence(student.lower().sub(teacher.upper()), student.upper().sub(teacher.lower()));
    };
  }

  /** From bounds of D_j, [N, classes], 0 at c, to min(R, R^2 / 8), [N]. */
  private static NDArray divergence(NDArray least, NDArray most) {
    NDArray range = most.max(new int[] {1}).add(least.neg().max(new int[] {1}));
    NDArray squared = range.mul(range).mul(TapeConstant.of(range, 1.0 / 8));
    return range.minimum(squared);
  }
}
