package ai.faithful.training.distill;

/**
 * A line above or below softmax(z)_c over a region, as z varies with d_j = z_j - z_c in [dl_j,
 * du_j]: {@code slopes . z + intercept}. For training, where it is followed, not claimed: no care
 * is taken of rounding.
 *
 * @param slopes one per logit
 */
@SuppressWarnings("ArrayRecordComponent") // lives for a step
record ConfidenceTangent(double[] slopes, double intercept) {
  private static final double TINY = 1e-9;

  /** THEORY 3.2, LSE: the tangent at {@code at} of the concave bound. */
  static ConfidenceTangent above(double[] at, int c, double[] dl, double[] du) {
    double low = Math.max(TINY, confidence(du, c));
    double high = Math.max(low, confidence(dl, c));
    double slope;
    double offset;
    if (high - low < 1e-6 * high) {
      slope = high;
      offset = high * (1 - Math.log(high));
    } else {
      double span = Math.log(high) - Math.log(low);
      slope = (high - low) / span;
      offset = (low * Math.log(high) - high * Math.log(low)) / span;
    }
    double[] p = softmax(at);
    double value = offset + slope * Math.log(Math.max(TINY, p[c]));
    double[] slopes = new double[at.length];
    for (int k = 0; k < at.length; k++) {
      slopes[k] = -slope * (p[k] - (k == c ? 1 : 0));
    }
    return through(at, slopes, value);
  }

  /** THEORY 3.3, ER: the tangent at {@code at} of the convex bound. */
  static ConfidenceTangent below(double[] at, int c, double[] dl, double[] du) {
    double[] chord = new double[at.length];
    double sum = 1;
    for (int j = 0; j < at.length; j++) {
      if (j == c) {
        continue;
      }
      double expLow = Math.exp(Math.min(50, dl[j]));
      double expHigh = Math.exp(Math.min(50, du[j]));
      double width = du[j] - dl[j];
      chord[j] = width < 1e-9 ? expHigh : (expHigh - expLow) / width;
      sum += expLow + chord[j] * (at[j] - at[c] - dl[j]);
    }
    double value = 1 / sum;
    double[] slopes = new double[at.length];
    for (int j = 0; j < at.length; j++) {
      if (j != c) {
        slopes[j] = -value * value * chord[j];
        slopes[c] -= slopes[j];
      }
    }
    return through(at, slopes, value);
  }

  private static ConfidenceTangent through(double[] at, double[] slopes, double value) {
    double intercept = value;
    for (int k = 0; k < at.length; k++) {
      intercept -= slopes[k] * at[k];
    }
    return new ConfidenceTangent(slopes, intercept);
  }

  /** softmax_c where z_j - z_c is d_j for j != c. */
  private static double confidence(double[] d, int c) {
    double sum = 1;
    for (int j = 0; j < d.length; j++) {
      sum += j == c ? 0 : Math.exp(d[j]);
    }
    return 1 / sum;
  }

  private static double[] softmax(double[] z) {
    double top = Double.NEGATIVE_INFINITY;
    for (double element : z) {
      top = Math.max(top, element);
    }
    double[] p = new double[z.length];
    double sum = 0;
    for (int k = 0; k < z.length; k++) {
      p[k] = Math.exp(z[k] - top);
      sum += p[k];
    }
    for (int k = 0; k < z.length; k++) {
      p[k] /= sum;
    }
    return p;
  }
}
