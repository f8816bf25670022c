package ai.faithful.training.evaluate;

import java.util.ArrayList;
import java.util.List;

/** A classifier's confidences on images, in double from its logits. */
final class Answers {
  private final List<double[]> confidences = new ArrayList<>();

  /** Takes note of logits [N, classes], flat. */
  void add(float[] logits, int classes) {
    for (int from = 0; from < logits.length; from += classes) {
      confidences.add(softmax(logits, from, classes));
    }
  }

  private static double[] softmax(float[] logits, int from, int classes) {
    double most = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < classes; k++) {
      most = Math.max(most, logits[from + k]);
    }
    double[] p = new double[classes];
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      p[k] = Math.exp(logits[from + k] - most);
      sum += p[k];
    }
    for (int k = 0; k < classes; k++) {
      p[k] /= sum;
    }
    return p;
  }

  int size() {
    return confidences.size();
  }

  /** Confidence in class k of image i. */
  double at(int i, int k) {
    return confidences.get(i)[k];
  }

  /** The class answered. */
  int answer(int i) {
    double[] p = confidences.get(i);
    int best = 0;
    for (int k = 1; k < p.length; k++) {
      best = p[k] > p[best] ? k : best;
    }
    return best;
  }

  /** KL(P || Q) on image i; terms of confidence 0 count as 0. */
  double divergence(int i, Answers q) {
    double[] p = confidences.get(i);
    double sum = 0;
    for (int k = 0; k < p.length; k++) {
      sum += p[k] > 0 ? p[k] * Math.log(p[k] / Math.max(Double.MIN_NORMAL, q.at(i, k))) : 0;
    }
    return sum;
  }

  /** sum over k of (p_k - [k = y])^2 on image i. */
  double brier(int i, int y) {
    double[] p = confidences.get(i);
    double sum = 0;
    for (int k = 0; k < p.length; k++) {
      double gap = p[k] - (k == y ? 1 : 0);
      sum += gap * gap;
    }
    return sum;
  }
}
