package ai.faithful.verify.certificate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Input;
import ai.faithful.verify.bound.Box;
import ai.faithful.verify.bound.Concretizer;
import ai.faithful.verify.bound.Crown;
import ai.faithful.verify.bound.InputRegions;
import ai.faithful.verify.bound.IntervalBounds;
import ai.faithful.verify.bound.Rounding;
import ai.faithful.verify.bound.Rows;
import ai.faithful.verify.region.Region;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Scope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A graph on the tensor engine, in double precision: rigorous bounds on its outputs as arrays. */
final class NetworkBounds {
  private static final DataType PRECISION = DataType.FLOAT64;

  private final NDManager manager;
  private final Graph graph;
  private final Network network;

  NetworkBounds(Graph graph, NDManager manager) {
    this.manager = manager;
    this.graph = graph;
    this.network = Network.of(graph, manager, PRECISION);
  }

  /** The most elements that one value has. */
  int widest() {
    int inputs = graph.inputs().stream().mapToInt(i -> i.shape().size()).max().orElse(1);
    return graph.nodes().stream().mapToInt(n -> n.shape().size()).reduce(inputs, Math::max);
  }

  /** Boxes of all values over the regions; arrays pass to the enclosing scope. */
  BoundedRegions intermediate(List<? extends Region> regions) {
    Map<String, Concretizer> inputs = new HashMap<>();
    for (Input input : graph.inputs()) {
      inputs.put(input.name(), InputRegions.of(manager, input.shape(), regions, PRECISION));
    }
    return new BoundedRegions(inputs, Crown.intermediate(network, inputs, Rounding.RIGOROUS));
  }

  /** Bounds of an output, element by element. */
  Ends ends(BoundedRegions regions, String output) {
    return ends(regions.boxes(), output);
  }

  private static Ends ends(Map<String, Box> boxes, String output) {
    Box box = Objects.requireNonNull(boxes.get(output));
    return new Ends(rows(box.lower()), rows(box.upper()));
  }

  /** Rigorous outputs at single points. */
  @SuppressWarnings("try") // the scope frees what is made inside it
  Map<String, Ends> at(double[][] points) {
    try (Scope scope = new Scope()) {
      Map<String, Box> boxes = IntervalBounds.compute(network, inputs(points), Rounding.RIGOROUS);
      Map<String, Ends> ends = new HashMap<>();
      graph.outputs().forEach(output -> ends.put(output, ends(boxes, output)));
      return ends;
    }
  }

  /** Outputs at single points in plain double arithmetic, {@code [points][elements]}. */
  @SuppressWarnings("try") // the scope frees what is made inside it
  Map<String, double[][]> near(double[][] points) {
    try (Scope scope = new Scope()) {
      Map<String, NDArray> values = new HashMap<>();
      inputs(points).forEach((name, box) -> values.put(name, box.lower()));
      Map<String, double[][]> outputs = new HashMap<>();
      network.forwardAll(values).forEach((name, y) -> outputs.put(name, rows(y)));
      return outputs;
    }
  }

  /**
   * Rigorous minima of rows over the outputs.
   *
   * @param coefficients by output, {@code [regions][rows][elements]}
   * @param constant {@code [regions][rows]}
   * @return {@code [regions][rows]}
   */
  @SuppressWarnings("try") // the scope frees what is made inside it
  double[][] minima(
      BoundedRegions bounded, Map<String, double[][][]> coefficients, double[][] constant) {
    try (Scope scope = new Scope()) {
      int regions = constant.length;
      int rows = constant[0].length;
      double[] flat = new double[regions * rows];
      for (int b = 0; b < regions; b++) {
        System.arraycopy(constant[b], 0, flat, b * rows, rows);
      }
      Map<String, NDArray> arrays = new HashMap<>();
      coefficients.forEach((output, a) -> arrays.put(output, coefficients(output, a)));
      Rows all = new Rows(arrays, manager.create(flat, new Shape(regions, rows)));
      NDArray bound =
          Crown.lowerBound(network, bounded.inputs(), bounded.boxes(), all, Rounding.RIGOROUS);
      return split(bound.toDoubleArray(), regions);
    }
  }

  private NDArray coefficients(String output, double[][][] a) {
    ai.faithful.ir.Shape shape = graph.shapeOf(output);
    int regions = a.length;
    int rows = a[0].length;
    int size = shape.size();
    double[] flat = new double[regions * rows * size];
    for (int b = 0; b < regions; b++) {
      for (int r = 0; r < rows; r++) {
        System.arraycopy(a[b][r], 0, flat, (b * rows + r) * size, size);
      }
    }
    return manager.create(flat, shape(shape, regions, rows));
  }

  private Map<String, Box> inputs(double[][] points) {
    Map<String, Box> inputs = new HashMap<>();
    for (Input input : graph.inputs()) {
      inputs.put(input.name(), Box.of(manager, input.shape(), points, points, PRECISION));
    }
    return inputs;
  }

  private static Shape shape(ai.faithful.ir.Shape value, long... leading) {
    long[] dims = new long[leading.length + value.rank()];
    System.arraycopy(leading, 0, dims, 0, leading.length);
    for (int i = 0; i < value.rank(); i++) {
      dims[leading.length + i] = value.dim(i);
    }
    return new Shape(dims);
  }

  private static double[][] rows(NDArray array) {
    return split(array.toDoubleArray(), (int) array.getShape().get(0));
  }

  private static double[][] split(double[] flat, int regions) {
    int size = flat.length / regions;
    double[][] rows = new double[regions][size];
    for (int b = 0; b < regions; b++) {
      System.arraycopy(flat, b * size, rows[b], 0, size);
    }
    return rows;
  }

  /**
   * Bounds of an output's elements.
   *
   * @param lower {@code [regions][elements]}
   * @param upper likewise
   */
  record Ends(double[][] lower, double[][] upper) {}
}
