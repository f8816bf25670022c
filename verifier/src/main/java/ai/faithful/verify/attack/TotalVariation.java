package ai.faithful.verify.attack;

/** (1/2) sum over k of |pS_k - pT_k| (THEORY 2). */
public record TotalVariation() implements Objective {
  @Override
  public int networks() {
    return 2;
  }

  @Override
  public double evaluate(double[][] logits, int direction, double[][] ascent) {
    Softmax teacher = Softmax.of(logits[0]);
    Softmax student = Softmax.of(logits[1]);
    int classes = logits[0].length;
    double total = 0;
    double[] sign = new double[classes];
    for (int k = 0; k < classes; k++) {
      double gap = student.p()[k] - teacher.p()[k];
      sign[k] = Math.signum(gap);
      total += Math.abs(gap) / 2;
    }
    addProduct(student.p(), sign, 1, ascent[1]);
    addProduct(teacher.p(), sign, -1, ascent[0]);
    return total;
  }

  /** Adds weight times the softmax's Jacobian times v. */
  private static void addProduct(double[] p, double[] v, double weight, double[] gradient) {
    double mean = 0;
    for (int k = 0; k < p.length; k++) {
      mean += p[k] * v[k];
    }
    for (int j = 0; j < p.length; j++) {
      gradient[j] += weight * p[j] * (v[j] - mean);
    }
  }
}
