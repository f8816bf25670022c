package ai.faithful.verify.property;

import ai.faithful.verify.curve.Enclosure;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Bounds on how far apart two distributions over the classes are (THEORY 4.2 and below), with v =
 * zT - zS and R the greatest v_j - v_k.
 */
public final class Divergences {
  private Divergences() {}

  /**
   * What is known of one class over a region.
   *
   * @param teacher bounds on zT_j - zT_k, k this class
   * @param student bounds on zS_j - zS_k
   * @param difference bounds on their difference, student less teacher
   * @param over an upper bound on pS_k - pT_k
   * @param under an upper bound on pT_k - pS_k
   */
  public record ClassBounds(
      Margins teacher, Margins student, Margins difference, double over, double under) {}

  /**
   * An upper bound on the total variation (1/2) sum |pS_k - pT_k|: tanh(R / 4) (THEORY 4.2), and
   * for each class c the greater of two cases. As TV is the sum of all positive pS_k - pT_k, and of
   * all positive pT_k - pS_k, in the case pS_c >= pT_c the second sum runs over k != c, and is at
   * most 1 - pT_c; in the other case the first sum does, and is at most 1 - pS_c.
   *
   * @param classes what is known of every class, in order
   */
  public static double totalVariation(List<ClassBounds> classes) {
    double least = Math.min(1, Enclosure.of(range(classes)).times(0.25).tanh().upper());
    double over = 0;
    double under = 0;
    for (ClassBounds k : classes) {
      over = sum(over, k.over());
      under = sum(under, k.under());
    }
    for (int c = 0; c < classes.size(); c++) {
      double otherOver = 0;
      double otherUnder = 0;
      for (int k = 0; k < classes.size(); k++) {
        otherOver = k == c ? otherOver : sum(otherOver, classes.get(k).over());
        otherUnder = k == c ? otherUnder : sum(otherUnder, classes.get(k).under());
      }
      double restT = rest(classes.get(c).teacher());
      double restS = rest(classes.get(c).student());
      double higher = Math.min(restT, Math.min(over, otherUnder));
      double lower = Math.min(restS, Math.min(under, otherOver));
      least = Math.min(least, Math.max(higher, lower));
    }
    return least;
  }

  /**
   * An upper bound on KL(pT || pS) = E[v] + ln E[e^{-v}], the mean being over pT: the lesser of R
   * and R^2 / 8 (THEORY 4.2), and for each class c of two sums over j != c. With w = v - v_c, which
   * is 0 at c and -D_j at j:
   *
   * <ul>
   *   <li>KL = ln(pT_c / pS_c) - sum pT_j D_j, by the definition of softmax;
   *   <li>KL = E[w] + ln E[e^{-w}] <= sum pT_j (e^{D_j} - 1 - D_j), as ln(1 + t) <= t.
   * </ul>
   *
   * <p>Each sum is greatest where the pT_j, at most 1 - pT_c in all, sit on the j that pay most.
   *
   * @param classes what is known of every class, in order
   */
  public static double kullbackLeibler(List<ClassBounds> classes) {
    Enclosure range = Enclosure.of(range(classes));
    double least = Math.min(range.upper(), range.times(range).times(0.125).upper());
    double[] greatest = new double[classes.size()];
    for (int k = 0; k < greatest.length; k++) {
      greatest[k] = ConfidenceInterval.of(classes.get(k).teacher()).upper();
    }
    for (ClassBounds c : classes) {
      Margins d = c.difference();
      double[] falls = new double[greatest.length];
      double[] excesses = new double[greatest.length];
      for (int j = 0; j < greatest.length; j++) {
        if (j != d.label()) {
          falls[j] = Math.max(0, -d.lower(j));
          excesses[j] = Math.max(excess(d.lower(j)), excess(d.upper(j)));
        }
      }
      double room = rest(c.teacher());
      double bySum = Math.nextUp(logRatio(c) + most(falls, greatest, room, d.label()));
      least = Math.min(least, Math.min(bySum, most(excesses, greatest, room, d.label())));
    }
    return least;
  }

  /** An upper bound on ln(pT_c / pS_c), not negative. */
  private static double logRatio(ClassBounds c) {
    double most = Math.max(0, c.difference().mostUpper());
    double pT = ConfidenceInterval.of(c.teacher()).upper();
    double pS = ConfidenceInterval.of(c.student()).lower();
    if (pS > 0) {
      Enclosure apart = Enclosure.of(Math.max(0, Math.min(c.under(), 1)));
      Enclosure least = Enclosure.of(pS);
      double joint = apart.over(least).plus(1).log().upper();
      double single = Enclosure.of(Math.max(pT, pS)).over(least).log().upper();
      most = Math.min(most, Math.min(joint, single));
    }
    return Math.max(0, most);
  }

  /**
   * At least the greatest sum of p_j values_j over j != c, p_j in [0, greatest_j], at most room in
   * all: a fractional knapsack.
   */
  private static double most(double[] values, double[] greatest, double room, int c) {
    Integer[] order = new Integer[values.length];
    Arrays.setAll(order, j -> j);
    Arrays.sort(order, Comparator.comparingDouble(j -> -values[j]));
    double left = room;
    double sum = 0;
    for (int j : order) {
      if (j != c && left > 0 && values[j] > 0) {
        double share = Math.min(left, greatest[j]);
        // Nothing of an unbounded value is nothing.
        sum = share > 0 ? Math.nextUp(sum + Math.nextUp(share * values[j])) : sum;
        // What is left is not underestimated.
        left = Math.nextUp(left - share);
        left = share == greatest[j] ? left : 0;
      }
    }
    return sum;
  }

  /** An upper bound on e^d - 1 - d. */
  private static double excess(double d) {
    if (Double.isInfinite(d)) {
      return Double.POSITIVE_INFINITY;
    }
    return Math.max(0, Enclosure.of(d).expm1().minus(Enclosure.of(d)).upper());
  }

  /** R, at least; not negative. */
  private static double range(List<ClassBounds> classes) {
    double range = 0;
    for (ClassBounds c : classes) {
      range = Math.max(range, c.difference().mostUpper());
      range = Math.max(range, -c.difference().leastLower());
    }
    return range;
  }

  private static double sum(double total, double next) {
    return next > 0 ? Math.nextUp(total + next) : total;
  }

  /** At least 1 - p. */
  private static double rest(Margins margins) {
    double least = ConfidenceInterval.of(margins).lower();
    return least == 0 ? 1 : Math.nextUp(1 - least);
  }

  /**
   * A value that the total variation does not fall short of.
   *
   * @param teacher bounds on zT_j - zT_k for every class k, in order
   * @param student likewise
   */
  public static double leastTotalVariation(List<Margins> teacher, List<Margins> student) {
    Enclosure sum = Enclosure.ZERO;
    for (int k = 0; k < teacher.size(); k++) {
      ConfidenceInterval pT = ConfidenceInterval.of(teacher.get(k));
      ConfidenceInterval pS = ConfidenceInterval.of(student.get(k));
      double gap = Math.max(pS.lower() - pT.upper(), pT.lower() - pS.upper());
      if (gap > 0) {
        sum = sum.plus(Enclosure.of(Math.nextDown(gap)).times(0.5));
      }
    }
    return Math.max(0, sum.lower());
  }

  /**
   * A value that KL(pT || pS) does not fall short of: the sum of pT_k (ln pT_k - ln pS_k).
   *
   * @param teacher bounds on zT_j - zT_k for every class k, in order
   * @param student likewise
   */
  public static double leastKullbackLeibler(List<Margins> teacher, List<Margins> student) {
    Enclosure sum = Enclosure.ZERO;
    for (int k = 0; k < teacher.size(); k++) {
      ConfidenceInterval p = ConfidenceInterval.of(teacher.get(k));
      Enclosure pT = new Enclosure(p.lower(), p.upper());
      Enclosure ratio = logOdds(student.get(k)).minus(logOdds(teacher.get(k)));
      sum = sum.plus(pT.times(ratio));
    }
    return Math.max(0, sum.lower());
  }

  /** -ln p_k. */
  private static Enclosure logOdds(Margins margins) {
    return new Enclosure(LogOdds.of(margins, false).lower(), LogOdds.of(margins, true).upper());
  }
}
