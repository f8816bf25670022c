package ai.faithful.verify.certificate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Input;
import ai.faithful.verify.bound.BoundSettings;
import ai.faithful.verify.bound.Box;
import ai.faithful.verify.bound.Concretizer;
import ai.faithful.verify.bound.InputRegions;
import ai.faithful.verify.bound.IntervalBounds;
import ai.faithful.verify.bound.LinearBounds;
import ai.faithful.verify.bound.Method;
import ai.faithful.verify.bound.MovingRow;
import ai.faithful.verify.bound.Rounding;
import ai.faithful.verify.region.Region;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Scope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A graph on the tensor engine: rigorous bounds on its outputs as arrays of doubles. */
final class NetworkBounds implements AutoCloseable {
  /** Of points, whatever the precision of the bounds. */
  private static final DataType PRECISION = DataType.FLOAT64;

  private final NDManager manager;
  private final Graph graph;
  private final LinearBounds bounds;
  private final Network network;

  NetworkBounds(Graph graph, NDManager manager, BoundSettings settings) {
    this.manager = manager;
    this.graph = graph;
    this.bounds = LinearBounds.of(graph, manager, settings);
    this.network =
        settings.precision().type() == PRECISION
            ? bounds.network()
            : Network.of(graph, manager, PRECISION);
  }

  /** Of the bounds. */
  private DataType precision() {
    return bounds.settings().precision().type();
  }

  /** The most elements that one value has. */
  int widest() {
    int inputs = graph.inputs().stream().mapToInt(i -> i.shape().size()).max().orElse(1);
    return graph.nodes().stream().mapToInt(n -> n.shape().size()).reduce(inputs, Math::max);
  }

  /** The only output of a network that stands alone. */
  String output() {
    return graph.outputs().get(0);
  }

  /**
   * Boxes of all values over the regions; arrays pass to the enclosing scope.
   *
   * @param method here and for rows over these regions: the settings', or one with less effort
   */
  BoundedRegions intermediate(List<? extends Region> regions, Method method) {
    Map<String, Concretizer> inputs = new HashMap<>();
    for (Input input : graph.inputs()) {
      inputs.put(input.name(), InputRegions.of(manager, input.shape(), regions, precision()));
    }
    return new BoundedRegions(inputs, bounds.intermediate(inputs, method), method);
  }

  /** As {@link LinearBounds#estimate}. */
  double[][] estimate(BoundedRegions regions, Map<String, double[][][]> coefficients) {
    return bounds.estimate(regions.inputs(), coefficients);
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
   * @param trial whether to spare the search for slopes
   * @param coefficients by output, {@code [regions][rows][elements]}
   * @param constant {@code [regions][rows]}
   * @return {@code [regions][rows]}
   */
  double[][] minima(
      BoundedRegions bounded,
      Map<String, double[][][]> coefficients,
      double[][] constant,
      boolean trial) {
    boolean fixed = trial || !bounded.method().searches();
    return bounds.lowerBound(bounded.inputs(), bounded.boxes(), coefficients, constant, fixed);
  }

  /** As {@link #minima}, of rows that may move meanwhile, any number for each region. */
  double[][] minima(BoundedRegions bounded, MovingRow[][] rows, List<String> outputs) {
    return bounds.lowerBound(bounded.inputs(), bounded.boxes(), rows, outputs);
  }

  /** By which rows are bounded at best. */
  Method method() {
    return bounds.settings().method();
  }

  /** How many steps searches for slopes took so far, counted for each row. */
  long steps() {
    return bounds.steps();
  }

  @Override
  public void close() {
    bounds.close();
  }

  private Map<String, Box> inputs(double[][] points) {
    Map<String, Box> inputs = new HashMap<>();
    for (Input input : graph.inputs()) {
      inputs.put(input.name(), Box.of(manager, input.shape(), points, points, PRECISION));
    }
    return inputs;
  }

  private static double[][] rows(NDArray array) {
    double[] flat = array.toType(DataType.FLOAT64, false).toDoubleArray();
    return split(flat, (int) array.getShape().get(0));
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
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Ends(double[][] lower, double[][] upper) {}
}
