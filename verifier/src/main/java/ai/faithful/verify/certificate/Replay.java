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
  private final Judge judge;

  Replay(ModelPair pair, OnnxSession teacher, OnnxSession student, PairBounds bounds, Judge judge) {
    this.pair = pair;
    this.teacher = teacher;
    this.student = student;
    this.bounds = bounds;
    this.judge = judge;
  }

  /**
   * Runs inputs.
   *
   * @param labels of the example that each belongs to
   */
  Attained[] of(float[][] points, int[] labels) throws RuntimeFailureException {
    double[][] exact = new double[points.length][];
    for (int i = 0; i < points.length; i++) {
      exact[i] = Widened.of(points[i]);
    }
    double[][] ofTeacher = teacher.run(points);
    double[][] ofStudent = student.run(points);
    LogitBoxes rigorous = bounds.at(exact);
    Attained[] attained = new Attained[points.length];
    for (int i = 0; i < points.length; i++) {
      Outputs outputs =
          new Outputs(
              Scores.perClass(pair.teacher().classifier().head(), ofTeacher[i]),
              Scores.perClass(pair.student().classifier().head(), ofStudent[i]),
              Scores.confidences(pair.teacher().classifier().head(), ofTeacher[i]),
              Scores.confidences(pair.student().classifier().head(), ofStudent[i]));
      attained[i] = judge.seen(outputs, labels[i]).and(judge.exactly(rigorous, i, labels[i]));
    }
    return attained;
  }

  /** The teacher's class for each input, in ONNX Runtime. */
  int[] teacherClasses(float[][] points) throws RuntimeFailureException {
    double[][] outputs = teacher.run(points);
    int[] classes = new int[points.length];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = Scores.argmax(Scores.perClass(pair.teacher().classifier().head(), outputs[i]));
    }
    return classes;
  }
}
