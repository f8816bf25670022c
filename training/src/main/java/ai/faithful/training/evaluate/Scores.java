package ai.faithful.training.evaluate;

/**
 * One classifier on labelled images.
 *
 * @param accuracy share of right answers
 * @param nll mean of -ln p_y, in nats
 * @param brier mean of sum over k of (p_k - [k = y])^2
 * @param ece expected calibration error, 15 bins of equal width
 * @param eceMass likewise, 15 bins of equal mass
 * @param reliability the equal-width bins
 */
public record Scores(
    double accuracy,
    double nll,
    double brier,
    double ece,
    double eceMass,
    Reliability reliability) {

  static Scores of(Answers answers, int[] labels) {
    int n = labels.length;
    double[] confidence = new double[n];
    boolean[] right = new boolean[n];
    double hits = 0;
    double nll = 0;
    double brier = 0;
    for (int i = 0; i < n; i++) {
      int answer = answers.answer(i);
      confidence[i] = answers.at(i, answer);
      right[i] = answer == labels[i];
      hits += right[i] ? 1 : 0;
      nll -= Math.log(Math.max(Double.MIN_NORMAL, answers.at(i, labels[i])));
      brier += answers.brier(i, labels[i]);
    }
    Reliability width = Reliability.equalWidth(confidence, right);
    return new Scores(
        hits / n,
        nll / n,
        brier / n,
        width.error(),
        Reliability.equalMass(confidence, right).error(),
        width);
  }
}
