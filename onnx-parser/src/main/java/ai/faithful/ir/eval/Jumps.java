package ai.faithful.ir.eval;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How near an input is to where a graph's value jumps. A rounding (of a quantised model, as a rule)
 * jumps at every half: what computes in float32 may end up on the other side of one than exact
 * arithmetic does, without either being wrong, and from there on the two differ by a step of the
 * quantisation. Two computations of such a graph can be compared only where no rounding is near a
 * jump.
 */
public final class Jumps {
  /**
   * An operand v is near a jump if it is within this much, and this share of |v|, of it: float32
   * computes the operand from integers by one sum of products, a scale and a quotient, so its error
   * is some tens of unit roundoffs of the magnitudes that were summed, which are those of the
   * integer range.
   */
  private static final double ABSOLUTE = 1e-4;

  private static final double RELATIVE = 4e-6;

  private final @Nullable Evaluator evaluator;
  private final Map<String, DoubleUnaryOperator> distances = new LinkedHashMap<>();

  public Jumps(Graph graph) {
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Op.Elementwise e) {
        distance(e.function())
            .ifPresent(
                d ->
                    distances.merge(
                        node.inputs().get(0),
                        d,
                        (a, b) -> v -> Math.min(a.applyAsDouble(v), b.applyAsDouble(v))));
      }
    }
    evaluator =
        distances.isEmpty()
            ? null
            : new Evaluator(
                new Graph(
                    graph.name(),
                    graph.inputs(),
                    graph.constants(),
                    graph.nodes(),
                    List.copyOf(distances.keySet())));
  }

  /** Whether the graph jumps anywhere. */
  public boolean any() {
    return evaluator != null;
  }

  /** Whether an operand of some jumping function is near a jump at this input. */
  public boolean near(Map<String, Tensor> inputs) {
    if (evaluator == null) {
      return false;
    }
    for (Map.Entry<String, Tensor> entry : evaluator.run(inputs).entrySet()) {
      DoubleUnaryOperator distance = distances.getOrDefault(entry.getKey(), v -> 1);
      for (double v : entry.getValue().toDoubles()) {
        if (distance.applyAsDouble(v) <= ABSOLUTE + RELATIVE * Math.abs(v)) {
          return true;
        }
      }
    }
    return false;
  }

  /** From an operand to the nearest jump; nothing for a continuous function. */
  private static Optional<DoubleUnaryOperator> distance(ScalarFunction function) {
    if (function instanceof ScalarFunction.Round) {
      return Optional.of(v -> Math.abs(v - (Math.floor(v) + 0.5)));
    }
    if (function instanceof ScalarFunction.Floor || function instanceof ScalarFunction.Ceil) {
      return Optional.of(v -> Math.abs(v - Math.rint(v)));
    }
    if (function instanceof ScalarFunction.Sign || function instanceof ScalarFunction.Step) {
      return Optional.of(Math::abs);
    }
    if (function instanceof ScalarFunction.ThresholdedRelu t && t.threshold() != 0) {
      return Optional.of(v -> Math.abs(v - t.threshold()));
    }
    return Optional.empty();
  }
}
