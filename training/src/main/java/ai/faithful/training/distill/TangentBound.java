package ai.faithful.training.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.faithful.training.bound.MarginBounds;
import ai.faithful.verify.bound.Box;
import ai.faithful.verify.bound.Rows;
import ai.faithful.verify.property.DifferenceRow;
import ai.faithful.verify.property.Margins;
import java.util.Map;

/**
 * A bound on FI = max(over, under), the largest difference of the confidences in the label.
 *
 * <p>Joint backward rows through the softmax tangents of THEORY 3.2 and 3.3 (THEORY 4.3), two an
 * image, on interval intermediate bounds. The tangents are the verifier's own, taken at the clean
 * logits and held constant in the gradient.
 */
final class TangentBound implements CertifiedTerm {
  private final JointNetwork joint;
  private final MarginBounds teacherMargins;
  private final MarginBounds studentMargins;
  private final int classes;

  TangentBound(JointNetwork joint) {
    this.joint = joint;
    // The student's width decides the slopes that it is pulled along: the better bound pays there.
    // A teacher is large, and in training its own looser one does.
    this.teacherMargins = joint.teacherMargins(false);
    this.studentMargins = joint.studentMargins(true);
    this.classes = joint.classes();
  }

  @Override
  public Bound prepare(
      Region region,
      Map<String, NDArray> weights,
      NDArray teacherLogits,
      NDArray studentLogits,
      int[] labels) {
    Rows rows = rows(region, weights, teacherLogits, studentLogits, labels);
    return live -> joint.lowerBound(region, rows, live).neg().max(new int[] {1});
  }

  /** Row 0 of an image is a lower bound of pS_c - pT_c, negated; row 1 of pT_c - pS_c. */
  private Rows rows(
      Region region,
      Map<String, NDArray> weights,
      NDArray teacherLogits,
      NDArray studentLogits,
      int[] labels) {
    NDManager manager = region.lower().getManager();
    Map<String, Box> boxes = joint.intervals(region, weights);
    double[][][] ofTeacher = teacherMargins.both(boxes, Map.of(), labels, manager);
    double[][][] ofStudent =
        studentMargins.both(boxes, JointNetwork.prefixed(weights), labels, manager);
    float[] atTeacher = teacherLogits.toFloatArray();
    float[] atStudent = studentLogits.toFloatArray();
    int n = labels.length;
    float[] onTeacher = new float[n * 2 * classes];
    float[] onStudent = new float[n * 2 * classes];
    float[] constant = new float[n * 2];
    for (int i = 0; i < n; i++) {
      int c = labels[i];
      Margins teacher = new Margins(c, ofTeacher[i][0], ofTeacher[i][1]);
      Margins student = new Margins(c, ofStudent[i][0], ofStudent[i][1]);
      double[] mT = margins(atTeacher, i, c);
      double[] mS = margins(atStudent, i, c);
      DifferenceRow over = DifferenceRow.tangentOver(teacher, student, mT, mS);
      DifferenceRow under = DifferenceRow.tangentUnder(teacher, student, mT, mS);
      put(over, onTeacher, onStudent, constant, 2 * i);
      put(under, onTeacher, onStudent, constant, 2 * i + 1);
    }
    return joint.rows(n, 2, onTeacher, onStudent, constant, manager);
  }

  private void put(
      DifferenceRow row, float[] onTeacher, float[] onStudent, float[] constant, int r) {
    double[] teacher = row.teacher();
    double[] student = row.student();
    for (int k = 0; k < classes; k++) {
      onTeacher[r * classes + k] = (float) teacher[k];
      onStudent[r * classes + k] = (float) student[k];
    }
    constant[r] = (float) row.constant();
  }

  private double[] margins(float[] logits, int i, int c) {
    double[] margins = new double[classes];
    for (int k = 0; k < classes; k++) {
      margins[k] = (double) logits[i * classes + k] - logits[i * classes + c];
    }
    return margins;
  }
}
