package ai.faithful.verify.attack;

/** KL(pT || pS) = sum over k of pT_k ln(pT_k / pS_k) (THEORY 2). */
public record Divergence() implements Objective {
  @Override
  public int networks() {
    return 2;
  }

  @Override
  public double evaluate(double[][] logits, int direction, double[][] ascent) {
    Softmax teacher = Softmax.of(logits[0]);
    Softmax student = Softmax.of(logits[1]);
    int classes = logits[0].length;
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      sum += teacher.p()[k] * (teacher.logP()[k] - student.logP()[k]);
    }
    for (int j = 0; j < classes; j++) {
      double ratio = teacher.logP()[j] - student.logP()[j];
      ascent[0][j] += teacher.p()[j] * (ratio - sum);
      ascent[1][j] += student.p()[j] - teacher.p()[j];
    }
    return sum;
  }
}
