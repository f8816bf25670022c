package ai.faithful.verify.attack;

/**
 * The difference of two confidences in a class (THEORY 2): pS_c - pT_c, the student over-confident,
 * or the opposite.
 *
 * <p>With log odds o, dp = p (1 - p) do: far out on the tail of either softmax that factor, not the
 * networks, decides the direction. So the two log odds are climbed with the factor to the power 1
 * (the gradient itself), 0 (log odds alone) and 1/2.
 *
 * @param label the class c
 * @param over whether the student's confidence is to exceed the teacher's
 */
public record ConfidenceGap(int label, boolean over) implements Objective {
  private static final double[] POWERS = {1, 0, 0.5};

  @Override
  public int networks() {
    return 2;
  }

  @Override
  public int directions() {
    return POWERS.length;
  }

  @Override
  public double evaluate(double[][] logits, int direction, double[][] ascent) {
    double teacher = Softmax.logOdds(logits[0], label);
    double student = Softmax.logOdds(logits[1], label);
    double sign = over ? 1 : -1;
    double ofTeacher = POWERS[direction] * logSlope(teacher);
    double ofStudent = POWERS[direction] * logSlope(student);
    double most = Math.max(ofTeacher, ofStudent);
    Softmax.addLogOdds(logits[0], label, -sign * Math.exp(ofTeacher - most), ascent[0]);
    Softmax.addLogOdds(logits[1], label, sign * Math.exp(ofStudent - most), ascent[1]);
    return sign * (Math.exp(Softmax.logSigmoid(student)) - Math.exp(Softmax.logSigmoid(teacher)));
  }

  /** ln p (1 - p). */
  private static double logSlope(double odds) {
    return Softmax.logSigmoid(odds) + Softmax.logSigmoid(-odds);
  }
}
