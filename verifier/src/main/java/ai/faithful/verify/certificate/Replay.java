package ai.faithful.verify.certificate;

import ai.faithful.verify.RuntimeFailureException;
import ai.faithful.verify.runtime.OnnxSession;
import ai.faithful.verify.runtime.Scores;

/**
 * What concrete inputs attain: the lesser of what ONNX Runtime computes and what holds in real
 * arithmetic, so that a lower side exceeds neither.
 */
final class Replay {
  private final ModelPair pair;
  private final OnnxSession teacher;
  private final OnnxSession student;
  private final PairBounds bounds;

  Replay(ModelPair pair, OnnxSession teacher, OnnxSession student, PairBounds bounds) {
    this.pair = pair;
    this.teacher = teacher;
    this.student = student;
    this.bounds = bounds;
  }

  /**
   * @param excess attained by pS_c - pT_c at least
   * @param defect attained by pT_c - pS_c at least
   * @param disagrees whether the classes differ, in ONNX Runtime and in real arithmetic
   */
  record Seen(double excess, double defect, boolean disagrees) {}

  /**
   * Runs inputs.
   *
   * @param labels the class c of each
   */
  Seen[] of(float[][] points, int[] labels) throws RuntimeFailureException {
    double[][] exact = new double[points.length][];
    for (int i = 0; i < points.length; i++) {
      exact[i] = Widened.of(points[i]);
    }
    double[][] ofTeacher = teacher.run(points);
    double[][] ofStudent = student.run(points);
    LogitBoxes rigorous = bounds.at(exact);
    Seen[] seen = new Seen[points.length];
    for (int i = 0; i < points.length; i++) {
      int c = labels[i];
      double pT = Scores.confidences(pair.teacher().classifier().head(), ofTeacher[i])[c];
      double pS = Scores.confidences(pair.student().classifier().head(), ofStudent[i])[c];
      boolean differ = Scores.argmax(ofTeacher[i]) != Scores.argmax(ofStudent[i]);
      seen[i] =
          new Seen(
              least(pS - pT, rigorous.leastExcess(i, c)),
              least(pT - pS, rigorous.leastDefect(i, c)),
              differ && rigorous.disagrees(i));
    }
    return seen;
  }

  /** What is not a number attains nothing. */
  private static double least(double seen, double proved) {
    double least = Math.min(seen, proved);
    return Double.isNaN(least) ? -1 : least;
  }

  /** The teacher's class for each input, in ONNX Runtime. */
  int[] teacherClasses(float[][] points) throws RuntimeFailureException {
    double[][] outputs = teacher.run(points);
    int[] classes = new int[points.length];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = Scores.argmax(outputs[i]);
    }
    return classes;
  }
}
