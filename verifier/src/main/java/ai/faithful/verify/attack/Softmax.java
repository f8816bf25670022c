package ai.faithful.verify.attack;

/**
 * The softmax of a logit vector, with what stays accurate where it saturates.
 *
 * @param p probabilities
 * @param logP their logarithms
 */
@SuppressWarnings("ArrayRecordComponent") // internal to a search's innermost loop
record Softmax(double[] p, double[] logP) {
  static Softmax of(double[] z) {
    double shift = logSum(z, -1);
    double[] p = new double[z.length];
    double[] logP = new double[z.length];
    for (int j = 0; j < z.length; j++) {
      logP[j] = z[j] - shift;
      p[j] = Math.exp(logP[j]);
    }
    return new Softmax(p, logP);
  }

  /** ln of the sum of e^{z_j} over all j but one; -1 leaves none out. */
  static double logSum(double[] z, int without) {
    double most = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < z.length; j++) {
      most = j == without ? most : Math.max(most, z[j]);
    }
    double sum = 0;
    for (int j = 0; j < z.length; j++) {
      sum += j == without ? 0 : Math.exp(z[j] - most);
    }
    return most + Math.log(sum);
  }

  /** z_c - ln sum over j != c of e^{z_j}. */
  static double logOdds(double[] z, int c) {
    return z[c] - logSum(z, c);
  }

  /** Adds weight times the gradient of {@link #logOdds}, which never vanishes. */
  static void addLogOdds(double[] z, int c, double weight, double[] gradient) {
    double rest = logSum(z, c);
    for (int j = 0; j < z.length; j++) {
      gradient[j] += weight * (j == c ? 1 : -Math.exp(z[j] - rest));
    }
  }

  /** -ln(1 + e^{-x}): the logarithm of a probability with log odds x. */
  static double logSigmoid(double x) {
    return x >= 0 ? -Math.log1p(Math.exp(-x)) : x - Math.log1p(Math.exp(x));
  }

  /** The index of the largest element but one; -1 leaves none out. */
  static int argmax(double[] z, int without) {
    int best = -1;
    for (int j = 0; j < z.length; j++) {
      best = j != without && (best < 0 || z[j] > z[best]) ? j : best;
    }
    return best;
  }
}
