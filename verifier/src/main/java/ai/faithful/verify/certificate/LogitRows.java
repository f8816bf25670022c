package ai.faithful.verify.certificate;

import java.util.ArrayList;
import java.util.List;

/** Linear functions of both networks' logits over one region, collected to be bounded together. */
final class LogitRows {
  private final int classes;
  private final List<double[]> teacher = new ArrayList<>();
  private final List<double[]> student = new ArrayList<>();
  private final List<Double> constant = new ArrayList<>();

  LogitRows(int classes) {
    this.classes = classes;
  }

  /** Adds teacher . zT + student . zS + constant; takes ownership of the arrays. */
  void add(double[] ofTeacher, double[] ofStudent, double c) {
    teacher.add(ofTeacher);
    student.add(ofStudent);
    constant.add(c);
  }

  /** Adds sT (zT_j - zT_k) + sS (zS_j - zS_k). */
  void addDifference(int j, int k, int signT, int signS) {
    double[] ofTeacher = new double[classes];
    double[] ofStudent = new double[classes];
    ofTeacher[j] += signT;
    ofTeacher[k] -= signT;
    ofStudent[j] += signS;
    ofStudent[k] -= signS;
    add(ofTeacher, ofStudent, 0);
  }

  /** Adds rows that are 0, up to a number of rows: regions of a batch have equally many. */
  void fill(int rows) {
    while (count() < rows) {
      add(new double[classes], new double[classes], 0);
    }
  }

  int count() {
    return constant.size();
  }

  double[][] teacher() {
    return teacher.toArray(double[][]::new);
  }

  double[][] student() {
    return student.toArray(double[][]::new);
  }

  double[] constant() {
    return constant.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
