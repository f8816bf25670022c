package ai.faithful.verify.runtime;

import ai.faithful.ir.Tensor;
import ai.faithful.ir.eval.Jumps;
import ai.faithful.verify.RuntimeDisagreementException;
import ai.faithful.verify.RuntimeFailureException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares two computations of the same outputs, point by point: the worst difference of each. */
public final class Parity {
  /** From a value for each input to a value for each output, in an order that does not change. */
  @FunctionalInterface
  public interface Computation {
    Map<String, Tensor> run(Map<String, Tensor> inputs) throws RuntimeFailureException;
  }

  /** Told after each point. */
  @FunctionalInterface
  public interface Listener {
    void compared(int done, int total);
  }

  /**
   * An input.
   *
   * @param origin for messages: what leads to it again
   * @param inputs a value for each input
   */
  public record Point(String origin, Map<String, Tensor> inputs) {
    public Point {
      inputs = Map.copyOf(inputs);
    }
  }

  /**
   * The worst of one output.
   *
   * @param absolute the largest difference of an element
   * @param relative the largest difference of an element as a share of the output's largest
   *     magnitude at the same point
   * @param share the largest difference of an element as a share of what is allowed there; at most
   *     1 if the two agree
   * @param origin of the point where the share is largest
   * @param expected what the first computation gives there
   * @param actual what the second gives there
   */
  public record Worst(
      String output,
      double absolute,
      double relative,
      double share,
      String origin,
      double expected,
      double actual) {}

  /**
   * A comparison.
   *
   * @param compared points at which the two were compared
   * @param skipped points too near a jump of the function to compare anything
   * @param outputs one entry per output
   * @param refuted the point of the largest difference, if that is more than allowed
   */
  public record Report(int compared, int skipped, List<Worst> outputs, Optional<Point> refuted) {
    public Report {
      outputs = List.copyOf(outputs);
    }
  }

  private final Computation first;
  private final Computation second;
  private final Optional<Jumps> jumps;
  private final double tolerance;

  /**
   * A comparison to be made.
   *
   * @param jumps tells which points to leave out
   * @param tolerance a difference may be this much, and this share of the output's largest
   *     magnitude
   */
  public Parity(Computation first, Computation second, Optional<Jumps> jumps, double tolerance) {
    this.first = first;
    this.second = second;
    this.jumps = jumps;
    this.tolerance = tolerance;
  }

  /**
   * Compares; outputs are paired by position.
   *
   * @throws RuntimeDisagreementException if outputs differ in number or size
   * @throws RuntimeFailureException if a computation fails
   */
  public Report compare(List<Point> points, Listener listener)
      throws RuntimeFailureException, RuntimeDisagreementException {
    Map<String, Worst> worst = new LinkedHashMap<>();
    Optional<Point> refuted = Optional.empty();
    double most = 1;
    int skipped = 0;
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      if (jumps.isPresent() && jumps.get().near(point.inputs())) {
        skipped++;
      } else {
        for (Worst here : at(point)) {
          worst.merge(here.output(), here, Parity::worse);
          if (here.share() > most) {
            most = here.share();
            refuted = Optional.of(point);
          }
        }
      }
      listener.compared(i + 1, points.size());
    }
    return new Report(points.size() - skipped, skipped, new ArrayList<>(worst.values()), refuted);
  }

  private List<Worst> at(Point point) throws RuntimeFailureException, RuntimeDisagreementException {
    List<Map.Entry<String, Tensor>> expected =
        new ArrayList<>(first.run(point.inputs()).entrySet());
    List<Tensor> actual = new ArrayList<>(second.run(point.inputs()).values());
    if (expected.size() != actual.size()) {
      throw new RuntimeDisagreementException(
          "one computes " + expected.size() + " outputs, the other " + actual.size());
    }
    List<Worst> all = new ArrayList<>();
    for (int o = 0; o < actual.size(); o++) {
      String name = expected.get(o).getKey();
      double[] a = expected.get(o).getValue().toDoubles();
      double[] b = actual.get(o).toDoubles();
      if (a.length != b.length) {
        throw new RuntimeDisagreementException(
            ("one computes " + a.length + " elements of output '" + name + "', ")
                + ("the other " + b.length));
      }
      all.add(difference(name, point.origin(), a, b));
    }
    return all;
  }

  private Worst difference(String name, String origin, double[] a, double[] b) {
    double largest = 0;
    double worst = 0;
    int where = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i]));
      // Equal infinities agree; NaN, and infinity on one side, never.
      double difference = a[i] == b[i] ? 0 : Math.abs(a[i] - b[i]);
      difference = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
      if (difference > worst) {
        worst = difference;
        where = i;
      }
    }
    double scale = Double.isFinite(largest) ? largest : 0;
    double relative = worst == 0 ? 0 : worst / scale;
    double share = worst == 0 ? 0 : worst / (tolerance * (1 + scale));
    return new Worst(
        name,
        worst,
        relative,
        share,
        origin,
        a.length == 0 ? 0 : a[where],
        b.length == 0 ? 0 : b[where]);
  }

  private static Worst worse(Worst a, Worst b) {
    Worst more = b.share() > a.share() ? b : a;
    return new Worst(
        more.output(),
        Math.max(a.absolute(), b.absolute()),
        Math.max(a.relative(), b.relative()),
        more.share(),
        more.origin(),
        more.expected(),
        more.actual());
  }
}
