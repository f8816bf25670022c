package ai.faithful.verify.property;

import ai.faithful.verify.curve.Enclosure;
import java.math.BigDecimal;

/**
 * What holds of the teacher's logits where it says class k: zT_k - zT_m >= t for every m, with t =
 * 0, or, where it says so with confidence pT_k >= tau, t = ln(tau / (1 - tau)); then also the sum
 * over m != k of zT_k - zT_m is at least (K - 1) (t + ln(K - 1)), as the mean of e^{zT_m - zT_k} is
 * at least the exponential of the mean (THEORY 4.5).
 *
 * @param threshold at most t
 * @param sum at most the bound of the sum; negative infinity where there is none
 */
public record Premise(double threshold, double sum) {
  /** The teacher says it. */
  public static final Premise TOP = new Premise(0, Double.NEGATIVE_INFINITY);

  /**
   * The teacher says it with a confidence.
   *
   * @param tau from 0.5 to below 1
   */
  public static Premise confident(BigDecimal tau, int classes) {
    double low = tau.doubleValue();
    low = new BigDecimal(low).compareTo(tau) > 0 ? Math.nextDown(low) : low;
    Enclosure p = Enclosure.of(low);
    Enclosure t = p.over(Enclosure.ONE.minus(p)).log();
    Enclosure others = Enclosure.of(classes - 1.0);
    return new Premise(t.lower(), t.plus(others.log()).times(others).lower());
  }

  /** Whether margins to class k leave room for the teacher to say it. */
  public boolean isPossible(Margins teacher) {
    Enclosure sum = Enclosure.ZERO;
    for (int m = 0; m < teacher.classes(); m++) {
      if (m != teacher.label()) {
        // zT_k - zT_m is at most -lower.
        if (-teacher.lower(m) < threshold) {
          return false;
        }
        sum = sum.plus(Enclosure.of(-teacher.lower(m)));
      }
    }
    return sum.upper() >= this.sum;
  }
}
