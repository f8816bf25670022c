package ai.faithful.verify.certificate;

import ai.faithful.verify.bound.MovingRow;
import ai.faithful.verify.property.DifferenceRow;
import ai.faithful.verify.property.Margins;
import java.util.Map;
import java.util.Objects;

/**
 * A row on the difference of two confidences whose lines may touch elsewhere (THEORY 4.3). The
 * function that it lies below is convex in the logits, and for fixed slopes these are linear in the
 * input: stepping towards the logits where the row is least is Frank and Wolfe's method, and the
 * row's minimum its lower bound on the minimum of the convex function.
 */
final class TangentRow implements MovingRow {
  private final DifferenceRow.Form form;
  private final boolean over;
  private final Margins teacher;
  private final Margins student;
  private final String teacherOutput;
  private double[] teacherPoint;
  private double[] studentPoint;
  private DifferenceRow row;
  private DifferenceRow best;
  private int steps;

  /**
   * @param over whether for pS_c - pT_c
   * @param teacherPoint margins to start at
   * @param studentPoint likewise
   * @param teacherOutput name of the teacher's logits; other values are the student's
   */
  TangentRow(
      DifferenceRow.Form form,
      boolean over,
      MarginTriple margins,
      double[] teacherPoint,
      double[] studentPoint,
      String teacherOutput) {
    this.form = form;
    this.over = over;
    this.teacher = margins.teacher();
    this.student = margins.student();
    this.teacherOutput = teacherOutput;
    this.teacherPoint = teacherPoint;
    this.studentPoint = studentPoint;
    this.row = touching();
    this.best = row;
  }

  private DifferenceRow touching() {
    return DifferenceRow.touching(form, over, teacher, student, teacherPoint, studentPoint);
  }

  @Override
  public double[] coefficients(String value) {
    return value.equals(teacherOutput) ? row.teacher() : row.student();
  }

  @Override
  public double constant() {
    return row.constant();
  }

  @Override
  public void move(Map<String, double[]> values) {
    steps++;
    double share = 2.0 / (steps + 2);
    for (Map.Entry<String, double[]> entry : values.entrySet()) {
      boolean ofTeacher = entry.getKey().equals(teacherOutput);
      Margins box = ofTeacher ? teacher : student;
      double[] towards = margins(entry.getValue(), box.label());
      if (ofTeacher) {
        teacherPoint = between(teacherPoint, towards, share);
      } else {
        studentPoint = between(studentPoint, towards, share);
      }
    }
    row = touching();
  }

  private static double[] margins(double[] logits, int label) {
    double[] margins = new double[logits.length];
    for (int j = 0; j < margins.length; j++) {
      margins[j] = logits[j] - logits[label];
    }
    return margins;
  }

  private static double[] between(double[] from, double[] to, double share) {
    double[] point = new double[from.length];
    for (int j = 0; j < point.length; j++) {
      double moved = from[j] + share * (to[j] - from[j]);
      point[j] = Double.isFinite(moved) ? moved : from[j];
    }
    return point;
  }

  @Override
  public void remember() {
    best = row;
  }

  @Override
  public void recall() {
    row = Objects.requireNonNull(best);
  }
}
