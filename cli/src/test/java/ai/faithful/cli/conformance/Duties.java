package ai.faithful.cli.conformance;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Input;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.eval.Evaluator;
import ai.faithful.ir.pass.Passes;
import ai.faithful.verify.bound.BoundSettings;
import ai.faithful.verify.bound.Box;
import ai.faithful.verify.bound.LinearBounds;
import ai.faithful.verify.bound.Rows;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.UnsupportedGraphException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the verifier does with a graph: bounds of its first output over a small box around a point,
 * by intervals and by lines, and a gradient.
 */
record Duties(boolean interval, boolean linear, boolean differentiable) {
  private static final double RADIUS = 0x1p-12;

  /** Larger tensors take longer than a table is worth. */
  private static final int MOST = 20_000;

  /** Elements of the output whose lines are asked for. */
  private static final int ROWS = 32;

  private static final Duties NONE = new Duties(false, false, false);

  /** Whether a graph is small and simple enough to be asked about. */
  static boolean canTell(Graph graph) {
    return graph.inputs().size() == 1
        && graph.inputs().get(0).shape().size() > 0
        && graph.inputs().get(0).shape().size() <= MOST
        && graph.shapeOf(graph.outputs().get(0)).size() <= MOST
        && graph.variables().contains(graph.outputs().get(0));
  }

  /**
   * What of the duties is done at a point.
   *
   * @throws AssertionError if bounds exclude the value at the point
   */
  static Duties at(Graph given, Map<String, Tensor> point, NDManager parent) {
    List<String> first = given.outputs().subList(0, 1);
    Graph graph =
        Passes.simplify(
            new Graph(given.name(), given.inputs(), given.constants(), given.nodes(), first));
    double[] x = Objects.requireNonNull(point.get(graph.inputs().get(0).name())).toDoubles();
    double[] y = new Evaluator(graph).run(x);
    try (NDManager manager = parent.newSubManager();
        LinearBounds bounds = LinearBounds.of(graph, manager, BoundSettings.CROWN)) {
      Map<String, Box> inputs = box(graph, x, manager);
      Map<String, Box> boxes = new HashMap<>(bounds.intermediate(inputs));
      String output = graph.outputs().get(0);
      Box box = Objects.requireNonNull(boxes.get(output));
      boolean interval = contains(box.lower().toDoubleArray(), box.upper().toDoubleArray(), y);
      int count = Math.min(ROWS, y.length);
      double[] rows = lines(bounds, graph, inputs, boxes, manager, count);
      double[] upper = new double[count];
      for (int i = 0; i < count; i++) {
        upper[i] = -rows[count + i];
      }
      boolean linear = contains(rows, upper, Arrays.copyOf(y, count));
      return new Duties(interval, linear, differentiable(bounds.network(), graph, x, manager));
    } catch (UnsupportedGraphException e) {
      return NONE;
    }
  }

  private static double[] lines(
      LinearBounds bounds,
      Graph graph,
      Map<String, Box> inputs,
      Map<String, Box> boxes,
      NDManager manager,
      int count) {
    String output = graph.outputs().get(0);
    NDArray unit = manager.eye(count, graph.shapeOf(output).size(), 0, DataType.FLOAT64);
    NDArray both =
        NDArrays.concat(new NDList(unit, unit.neg()))
            .reshape(new Shape(1, 2L * count).addAll(shape(graph.shapeOf(output))));
    Rows rows =
        new Rows(Map.of(output, both), manager.zeros(new Shape(1, 2L * count), DataType.FLOAT64));
    return bounds.lowerBound(inputs, boxes, rows).toDoubleArray();
  }

  private static boolean differentiable(
      Network network, Graph graph, double[] x, NDManager manager) {
    Shape shape = new Shape(1).addAll(shape(graph.inputs().get(0).shape()));
    NDArray gradient = network.inputGradient(manager.create(x, shape), NDArray::onesLike);
    for (double d : gradient.toDoubleArray()) {
      if (!Double.isFinite(d)) {
        return false;
      }
    }
    return true;
  }

  private static Map<String, Box> box(Graph graph, double[] x, NDManager manager) {
    double[][] lower = {x.clone()};
    double[][] upper = {x.clone()};
    for (int i = 0; i < x.length; i++) {
      lower[0][i] -= RADIUS;
      upper[0][i] += RADIUS;
    }
    Input input = graph.inputs().get(0);
    return Map.of(input.name(), Box.of(manager, input.shape(), lower, upper, DataType.FLOAT64));
  }

  /** Whether all ends are finite; they must hold the value, up to the evaluator's own rounding. */
  private static boolean contains(double[] lower, double[] upper, double[] y) {
    boolean finite = true;
    for (int i = 0; i < y.length; i++) {
      double slack = 1e-12 * Math.max(1, Math.abs(y[i]));
      if (lower[i] > y[i] + slack || upper[i] < y[i] - slack) {
        throw new AssertionError(
            "bounds [" + lower[i] + ", " + upper[i] + "] exclude the value " + y[i]);
      }
      finite &= Double.isFinite(lower[i]) && Double.isFinite(upper[i]);
    }
    return finite;
  }

  private static Shape shape(ai.faithful.ir.Shape shape) {
    return new Shape(shape.dims().stream().mapToLong(Integer::longValue).toArray());
  }
}
