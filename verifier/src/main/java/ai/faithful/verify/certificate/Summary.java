package ai.faithful.verify.certificate;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Counts and averages. Averages are over the examples that have a bracket, NaN if none has.
 *
 * @param count all examples
 * @param excluded those the teacher is wrong about
 * @param certified those proved
 * @param refuted those with a counterexample
 * @param unknown those left open
 * @param bracketed those of which only a bracket was asked
 * @param agreementCertified those for which both networks are proved to answer with the label
 * @param steps that searches for slopes took, counted for each row
 * @param seconds wall clock of the whole certification
 */
public record Summary(
    int count,
    int excluded,
    int certified,
    int refuted,
    int unknown,
    int bracketed,
    int agreementCertified,
    double meanLower,
    double meanUpper,
    double medianLower,
    double medianUpper,
    long steps,
    double seconds) {

  static Summary of(List<ExampleResult> results, long steps, double seconds) {
    double[] lower = sorted(results, Bracket::lower);
    double[] upper = sorted(results, Bracket::upper);
    return new Summary(
        results.size(),
        count(results, Status.EXCLUDED),
        count(results, Status.CERTIFIED),
        count(results, Status.REFUTED),
        count(results, Status.UNKNOWN),
        count(results, Status.BRACKETED),
        (int) results.stream().filter(ExampleResult::agreementCertified).count(),
        mean(lower),
        mean(upper),
        median(lower),
        median(upper),
        steps,
        seconds);
  }

  private static int count(List<ExampleResult> results, Status status) {
    return (int) results.stream().filter(r -> r.status() == status).count();
  }

  private static double[] sorted(List<ExampleResult> results, ToDoubleFunction<Bracket> side) {
    return results.stream().flatMap(r -> r.bracket().stream()).mapToDouble(side).sorted().toArray();
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double v : values) {
      sum += v;
    }
    return sum / values.length;
  }

  private static double median(double[] sorted) {
    int n = sorted.length;
    return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }
}
