package ai.faithful.verify.certificate;

import ai.faithful.verify.property.ConfidenceInterval;
import ai.faithful.verify.property.Margins;

/** Bounds on the logits of two networks over a batch of regions or points. */
final class LogitBoxes {
  private final double[][] teacherLower;
  private final double[][] teacherUpper;
  private final double[][] studentLower;
  private final double[][] studentUpper;

  LogitBoxes(
      double[][] teacherLower,
      double[][] teacherUpper,
      double[][] studentLower,
      double[][] studentUpper) {
    this.teacherLower = teacherLower;
    this.teacherUpper = teacherUpper;
    this.studentLower = studentLower;
    this.studentUpper = studentUpper;
  }

  Margins teacher(int region, int label) {
    return Margins.ofLogits(label, teacherLower[region], teacherUpper[region]);
  }

  Margins student(int region, int label) {
    return Margins.ofLogits(label, studentLower[region], studentUpper[region]);
  }

  /** A value that pS_c - pT_c does not fall short of, at a region that is one point. */
  double leastExcess(int region, int label) {
    ConfidenceInterval pT = ConfidenceInterval.of(teacher(region, label));
    ConfidenceInterval pS = ConfidenceInterval.of(student(region, label));
    return Math.nextDown(pS.lower() - pT.upper());
  }

  /** A value that pT_c - pS_c does not fall short of, at a region that is one point. */
  double leastDefect(int region, int label) {
    ConfidenceInterval pT = ConfidenceInterval.of(teacher(region, label));
    ConfidenceInterval pS = ConfidenceInterval.of(student(region, label));
    return Math.nextDown(pT.lower() - pS.upper());
  }

  /** Whether the two networks certainly prefer different classes at a region that is one point. */
  boolean disagrees(int region) {
    int ofTeacher = winner(teacherLower[region], teacherUpper[region]);
    int ofStudent = winner(studentLower[region], studentUpper[region]);
    return ofTeacher >= 0 && ofStudent >= 0 && ofTeacher != ofStudent;
  }

  /** The class that certainly has the largest logit, -1 if that is not certain. */
  private static int winner(double[] lower, double[] upper) {
    for (int k = 0; k < lower.length; k++) {
      boolean wins = true;
      for (int j = 0; j < lower.length; j++) {
        wins &= j == k || lower[k] > upper[j];
      }
      if (wins) {
        return k;
      }
    }
    return -1;
  }
}
