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

  /** A value that zS_j - zT_j does not fall short of. */
  double leastGap(int region, int j) {
    return Math.nextDown(studentLower[region][j] - teacherUpper[region][j]);
  }

  /** A value that zS_j - zT_j does not exceed. */
  double mostGap(int region, int j) {
    return Math.nextUp(studentUpper[region][j] - teacherLower[region][j]);
  }

  /** The teacher's class at a region that is one point, -1 if that is not certain. */
  int teacherClass(int region) {
    return winner(teacherLower[region], teacherUpper[region]);
  }

  /** The student's class at a region that is one point, -1 if that is not certain. */
  int studentClass(int region) {
    return winner(studentLower[region], studentUpper[region]);
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
