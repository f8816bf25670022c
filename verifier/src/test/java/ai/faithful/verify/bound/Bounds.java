package ai.faithful.verify.bound;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.faithful.ir.Graph;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Precision;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Bounds of a graph's only output over boxes, for tests. */
final class Bounds {
  private final double[][] lower;
  private final double[][] upper;

  private Bounds(double[][] lower, double[][] upper) {
    this.lower = lower;
    this.upper = upper;
  }

  /** By region and element. */
  double[][] lower() {
    return lower;
  }

  double[][] upper() {
    return upper;
  }

  static Bounds interval(Graph graph, double[][] low, double[][] high, DataType type) {
    return interval(graph, low, high, type, Rounding.RIGOROUS);
  }

  static Bounds interval(
      Graph graph, double[][] low, double[][] high, DataType type, Rounding rounding) {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Network network = Network.of(graph, manager, type);
      Map<String, Box> boxes =
          IntervalBounds.compute(network, inputs(manager, graph, low, high, type), rounding);
      Box box = Objects.requireNonNull(boxes.get(graph.outputs().get(0)));
      int size = graph.shapeOf(graph.outputs().get(0)).size();
      return new Bounds(split(doubles(box.lower()), size), split(doubles(box.upper()), size));
    }
  }

  static Bounds crown(Graph graph, double[][] low, double[][] high, DataType type) {
    return crown(graph, low, high, type, Rounding.RIGOROUS);
  }

  static Bounds crown(
      Graph graph, double[][] low, double[][] high, DataType type, Rounding rounding) {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Network network = Network.of(graph, manager, type);
      Map<String, Box> boxes =
          Crown.intermediate(network, inputs(manager, graph, low, high, type), rounding);
      String output = graph.outputs().get(0);
      int size = graph.shapeOf(output).size();
      double[][] rows = new double[2 * size][size];
      for (int i = 0; i < size; i++) {
        rows[i][i] = 1;
        rows[size + i][i] = -1;
      }
      double[][] bounds = lowerBound(network, boxes, Map.of(output, rows), rounding);
      double[][] lower = new double[low.length][];
      double[][] upper = new double[low.length][];
      for (int b = 0; b < low.length; b++) {
        lower[b] = Arrays.copyOf(bounds[b], size);
        upper[b] = new double[size];
        for (int i = 0; i < size; i++) {
          upper[b][i] = -bounds[b][size + i];
        }
      }
      return new Bounds(lower, upper);
    }
  }

  /** Carried forward, rigorous. */
  static Bounds forward(Graph graph, double[][] low, double[][] high, DataType type) {
    BoundSettings settings =
        BoundSettings.CROWN.withMethod(Method.FORWARD).withPrecision(Precision.of(type));
    return by(settings, graph, low, high);
  }

  /** By any method, in its precision, rigorous. */
  static Bounds by(BoundSettings settings, Graph graph, double[][] low, double[][] high) {
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        LinearBounds bounds = LinearBounds.of(graph, manager, settings)) {
      return of(bounds, manager, low, high);
    }
  }

  static Bounds of(LinearBounds bounds, NDManager manager, double[][] low, double[][] high) {
    Graph graph = bounds.network().graph();
    DataType type = bounds.network().precision().type();
    Map<String, Box> inputs = inputs(manager, graph, low, high, type);
    Map<String, Box> boxes = bounds.intermediate(inputs);
    String output = graph.outputs().get(0);
    int size = graph.shapeOf(output).size();
    NDArray unit = manager.eye(size, size, 0, type);
    NDArray both = NDArrays.concat(new NDList(unit, unit.neg()));
    NDArray a =
        both.expandDims(0)
            .repeat(0, low.length)
            .reshape(new Shape(low.length, 2L * size).addAll(dims(graph, output)));
    Rows rows = new Rows(Map.of(output, a), manager.zeros(new Shape(low.length, 2L * size), type));
    double[][] bound = split(doubles(bounds.lowerBound(inputs, boxes, rows)), 2 * size);
    double[][] lower = new double[low.length][];
    double[][] upper = new double[low.length][size];
    for (int b = 0; b < low.length; b++) {
      lower[b] = Arrays.copyOf(bound[b], size);
      for (int i = 0; i < size; i++) {
        upper[b][i] = -bound[b][size + i];
      }
    }
    return new Bounds(lower, upper);
  }

  static Shape dims(Graph graph, String value) {
    return new Shape(graph.shapeOf(value).dims().stream().mapToLong(d -> d).toArray());
  }

  /** Runs something again and again; after the first time a manager has to hold no more arrays. */
  static void pilesNothingUp(NDManager manager, int times, Consumer<NDManager> step) {
    int before = 0;
    for (int i = 0; i < times; i++) {
      try (NDManager scope = manager.newSubManager()) {
        step.accept(scope);
      }
      if (i == 0) {
        // What is derived from constants, for one, is kept.
        before = ((BaseNDManager) manager).getManagedArrays().size();
      }
    }
    assertThat(((BaseNDManager) manager).getManagedArrays()).hasSize(before);
  }

  /** Lower bounds of the same rows, by value {@code [R][size]}, for every region. */
  static double[][] lowerBound(
      Network network, Map<String, Box> boxes, Map<String, double[][]> rows, Rounding rounding) {
    return lowerBound(network, Map.of(), boxes, rows, rounding);
  }

  static double[][] lowerBound(
      Network network,
      Map<String, ? extends Concretizer> regions,
      Map<String, Box> boxes,
      Map<String, double[][]> rows,
      Rounding rounding) {
    NDManager manager = network.manager();
    DataType type = network.precision().type();
    long batch = boxes.values().iterator().next().batch();
    Map<String, NDArray> coefficients = new java.util.HashMap<>();
    int[] count = new int[1];
    rows.forEach(
        (value, matrix) -> {
          double[] flat = Arrays.stream(matrix).flatMapToDouble(Arrays::stream).toArray();
          count[0] = matrix.length;
          Shape shape = new Shape(1, matrix.length);
          Shape own =
              new Shape(network.graph().shapeOf(value).dims().stream().mapToLong(d -> d).toArray());
          coefficients.put(
              value, manager.create(flat, shape.addAll(own)).toType(type, false).repeat(0, batch));
        });
    NDArray constant = manager.zeros(new Shape(batch, count[0]), type);
    NDArray bound =
        Crown.lowerBound(network, regions, boxes, new Rows(coefficients, constant), rounding);
    return split(doubles(bound), count[0]);
  }

  static Map<String, Box> inputs(
      NDManager manager, Graph graph, double[][] low, double[][] high, DataType type) {
    ai.faithful.ir.Input input = graph.inputs().get(0);
    return Map.of(input.name(), Box.of(manager, input.shape(), low, high, type));
  }

  static double[] doubles(NDArray array) {
    return array.toType(DataType.FLOAT64, false).toDoubleArray();
  }

  private static double[][] split(double[] flat, int size) {
    double[][] out = new double[flat.length / size][];
    for (int i = 0; i < out.length; i++) {
      out[i] = Arrays.copyOfRange(flat, i * size, (i + 1) * size);
    }
    return out;
  }
}
