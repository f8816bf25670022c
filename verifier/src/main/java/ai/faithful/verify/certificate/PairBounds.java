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
import ai.faithful.verify.joint.JointGraph;
import ai.faithful.verify.region.Region;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Scope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Both networks on the tensor engine, in double precision: rigorous bounds on their logits. */
final class PairBounds {
  private static final DataType PRECISION = DataType.FLOAT64;

  private final NDManager manager;
  private final JointGraph joint;
  private final Network network;
  private final int classes;

  PairBounds(Graph teacher, Graph student, BoundMethod method, NDManager manager, int classes) {
    this.manager = manager;
    this.joint =
        method == BoundMethod.JOINT
            ? JointGraph.of(teacher, student)
            : JointGraph.separate(teacher, student);
    this.network = Network.of(joint.graph(), manager, PRECISION);
    this.classes = classes;
  }

  int classes() {
    return classes;
  }

  /** The most elements that one value of either network has. */
  int widest() {
    Graph graph = joint.graph();
    int inputs = graph.inputs().stream().mapToInt(i -> i.shape().size()).max().orElse(1);
    return graph.nodes().stream().mapToInt(n -> n.shape().size()).reduce(inputs, Math::max);
  }

  /** Boxes of all values over the regions; arrays pass to the enclosing scope. */
  BoundedRegions intermediate(List<? extends Region> regions) {
    Map<String, Concretizer> inputs = new HashMap<>();
    for (Input input : joint.graph().inputs()) {
      inputs.put(input.name(), InputRegions.of(manager, input.shape(), regions, PRECISION));
    }
    return new BoundedRegions(inputs, Crown.intermediate(network, inputs, Rounding.RIGOROUS));
  }

  /** Boxes of the logits of the two networks. */
  LogitBoxes logits(BoundedRegions regions) {
    return logits(regions.boxes());
  }

  private LogitBoxes logits(Map<String, Box> boxes) {
    Box teacher = Objects.requireNonNull(boxes.get(joint.teacherOutput()));
    Box student = Objects.requireNonNull(boxes.get(joint.studentOutput()));
    return new LogitBoxes(
        rows(teacher.lower()), rows(teacher.upper()), rows(student.lower()), rows(student.upper()));
  }

  /** Rigorous logits at single points. */
  @SuppressWarnings("try") // the scope frees what is made inside it
  LogitBoxes at(double[][] points) {
    try (Scope scope = new Scope()) {
      return logits(IntervalBounds.compute(network, inputs(points, points), Rounding.RIGOROUS));
    }
  }

  /** Logits at single points in plain double arithmetic; all lower ends are the upper ends. */
  @SuppressWarnings("try") // the scope frees what is made inside it
  LogitBoxes near(double[][] points) {
    try (Scope scope = new Scope()) {
      Map<String, NDArray> values = new HashMap<>();
      inputs(points, points).forEach((name, box) -> values.put(name, box.lower()));
      Map<String, NDArray> outputs = network.forwardAll(values);
      double[][] teacher = rows(Objects.requireNonNull(outputs.get(joint.teacherOutput())));
      double[][] student = rows(Objects.requireNonNull(outputs.get(joint.studentOutput())));
      return new LogitBoxes(teacher, teacher, student, student);
    }
  }

  /**
   * Rigorous minima of rows over the logits.
   *
   * @param teacher coefficients on the teacher's logits, {@code [regions][rows][classes]}
   * @param student likewise
   * @param constant {@code [regions][rows]}
   * @return {@code [regions][rows]}
   */
  @SuppressWarnings("try") // the scope frees what is made inside it
  double[][] minima(
      BoundedRegions bounded, double[][][] teacher, double[][][] student, double[][] constant) {
    try (Scope scope = new Scope()) {
      int regions = constant.length;
      int rows = constant[0].length;
      double[] flat = new double[regions * rows];
      for (int b = 0; b < regions; b++) {
        System.arraycopy(constant[b], 0, flat, b * rows, rows);
      }
      Map<String, NDArray> coefficients =
          Map.of(
              joint.teacherOutput(),
              coefficients(teacher, joint.teacherOutput()),
              joint.studentOutput(),
              coefficients(student, joint.studentOutput()));
      Rows all = new Rows(coefficients, manager.create(flat, new Shape(regions, rows)));
      return split(
          Crown.lowerBound(network, bounded.inputs(), bounded.boxes(), all, Rounding.RIGOROUS)
              .toDoubleArray(),
          regions);
    }
  }

  private NDArray coefficients(double[][][] a, String value) {
    int regions = a.length;
    int rows = a[0].length;
    double[] flat = new double[regions * rows * classes];
    for (int b = 0; b < regions; b++) {
      for (int r = 0; r < rows; r++) {
        System.arraycopy(a[b][r], 0, flat, (b * rows + r) * classes, classes);
      }
    }
    return manager.create(flat, shape(joint.graph().shapeOf(value), regions, rows));
  }

  private Map<String, Box> inputs(double[][] lower, double[][] upper) {
    Map<String, Box> inputs = new HashMap<>();
    for (Input input : joint.graph().inputs()) {
      inputs.put(input.name(), Box.of(manager, input.shape(), lower, upper, PRECISION));
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
}
