package ai.faithful.verify.runtime;

import ai.faithful.ir.pass.Classifier;

/** What a classifier's output says, in double precision. */
public final class Scores {
  private Scores() {}

  /**
   * What a model with the given head puts out for these logits.
   *
   * @param logits one per class
   */
  public static double[] output(Classifier.Head head, double[] logits) {
    return switch (head) {
      case LOGITS -> logits.clone();
      case SOFTMAX -> softmax(logits);
      case LOG_SOFTMAX -> logSoftmax(logits);
      case SIGMOID -> new double[] {softmax(logits)[1]};
    };
  }

  /** The confidences that a model's output states or implies. */
  public static double[] confidences(Classifier.Head head, double[] output) {
    return switch (head) {
      case LOGITS, LOG_SOFTMAX -> softmax(output);
      case SOFTMAX -> output.clone();
      case SIGMOID -> new double[] {1 - output[0], output[0]};
    };
  }

  /** A model's output as a score for each class: itself, or both probabilities of two classes. */
  public static double[] perClass(Classifier.Head head, double[] output) {
    return head == Classifier.Head.SIGMOID ? confidences(head, output) : output;
  }

  /** The first of the classes with the largest score. */
  public static int argmax(double[] scores) {
    int best = 0;
    for (int j = 1; j < scores.length; j++) {
      best = scores[j] > scores[best] ? j : best;
    }
    return best;
  }

  private static double[] softmax(double[] z) {
    double[] log = logSoftmax(z);
    for (int j = 0; j < log.length; j++) {
      log[j] = Math.exp(log[j]);
    }
    return log;
  }

  private static double[] logSoftmax(double[] z) {
    double most = z[argmax(z)];
    double sum = 0;
    for (double v : z) {
      sum += Math.exp(v - most);
    }
    double shift = most + Math.log(sum);
    double[] out = new double[z.length];
    for (int j = 0; j < z.length; j++) {
      out[j] = z[j] - shift;
    }
    return out;
  }
}
