package ai.faithful.training.experiment;

import java.util.List;

/**
 * What was measured of one student at one radius.
 *
 * @param student its name in the experiment
 * @param epsilon radius, as written
 * @param images evaluated
 * @param accuracy clean
 * @param pgdAccuracy under PGD
 * @param agreement with the teacher, clean
 * @param ece of 15 equal-width bins, clean
 * @param divergence mean KL(pT || pS), clean
 * @param teacherAccuracy clean
 * @param certified images asked for certificates
 * @param excluded of them those that the teacher gets wrong
 * @param sameClass of them those with both answers proved to be the label
 * @param lower ends of the others' brackets
 * @param upper ends of the others' brackets, in the same order
 */
public record Outcome(
    String student,
    long seed,
    String epsilon,
    int images,
    double accuracy,
    double pgdAccuracy,
    double agreement,
    double ece,
    double divergence,
    double teacherAccuracy,
    int certified,
    int excluded,
    int sameClass,
    List<Double> lower,
    List<Double> upper) {
  public Outcome {
    lower = List.copyOf(lower);
    upper = List.copyOf(upper);
  }

  public double meanLower() {
    return mean(lower);
  }

  public double meanUpper() {
    return mean(upper);
  }

  public double medianLower() {
    return median(lower);
  }

  public double medianUpper() {
    return median(upper);
  }

  /** Share of the images with a bracket that are certified to be delta-faithful. */
  public double faithfulRate(double delta) {
    return (double) upper.stream().filter(u -> u <= delta).count() / upper.size();
  }

  /** Share of the images with a bracket on which both answers are proved to be the label. */
  public double sameClassRate() {
    return (double) sameClass / (certified - excluded);
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int n = sorted.length;
    return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }
}
