package ai.faithful.verify.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Input;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every linear rule against exact evaluation: the map, its magnitudes and its transpose. */
class LinearRulesTest {
  private static final int BATCH = 3;
  private static final Set<Class<?>> BINARY = Set.of(Op.Add.class, Op.Sub.class, Op.Mul.class);

  /** An operator of one variable; the constant takes the other place. */
  private record Case(Op op, Shape variable, Shape constant, int arg) {
    static Case of(Op op, int[] variable, int[] constant, int arg) {
      return new Case(op, Shape.of(variable), Shape.of(constant), arg);
    }
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    Op matMul = new Op.MatMul();
    cases.add(Case.of(matMul, new int[] {1, 5}, new int[] {5, 4}, 0));
    cases.add(Case.of(matMul, new int[] {5}, new int[] {5, 4}, 0));
    cases.add(Case.of(matMul, new int[] {3, 5}, new int[] {5, 4}, 0));
    cases.add(Case.of(matMul, new int[] {5, 4}, new int[] {3, 5}, 1));
    cases.add(Case.of(matMul, new int[] {5}, new int[] {3, 5}, 1));
    cases.add(Case.of(matMul, new int[] {5}, new int[] {5}, 0));
    for (Op op : List.of(new Op.Add(), new Op.Sub(), new Op.Mul())) {
      for (int arg = 0; arg < 2; arg++) {
        cases.add(Case.of(op, new int[] {1, 4}, new int[] {4}, arg));
        cases.add(Case.of(op, new int[] {4}, new int[] {3, 1}, arg));
        cases.add(Case.of(op, new int[] {2, 1, 3}, new int[] {1, 4, 1}, arg));
        cases.add(Case.of(op, new int[] {2, 3}, new int[] {}, arg));
      }
    }
    cases.add(Case.of(new Op.Reshape(Shape.of(3, 4)), new int[] {2, 6}, new int[] {}, 0));
    cases.add(Case.of(new Op.Transpose(List.of(2, 0, 1)), new int[] {2, 3, 4}, new int[] {}, 0));
    cases.addAll(arrangements());
    cases.addAll(convolutions());
    return cases.stream();
  }

  private static List<Case> arrangements() {
    List<Case> cases = new ArrayList<>();
    int[] cube = {2, 4, 3};
    int[] none = {};
    for (int arg = 0; arg < 2; arg++) {
      cases.add(Case.of(new Op.Concat(0), new int[] {2, 3}, new int[] {1, 3}, arg));
      cases.add(Case.of(new Op.Concat(1), cube, new int[] {2, 2, 3}, arg));
      cases.add(Case.of(new Op.Concat(2), cube, new int[] {2, 4, 1}, arg));
    }
    cases.add(Case.of(new Op.Gather(1, List.of(1, 3)), cube, none, 0));
    cases.add(Case.of(new Op.Gather(1, List.of(2)), cube, none, 0));
    cases.add(Case.of(new Op.Gather(0, List.of(1, 0)), cube, none, 0));
    cases.add(Case.of(new Op.Gather(2, List.of(2, 1, 0)), cube, none, 0));
    cases.add(Case.of(new Op.Gather(1, List.of(3, 0, 3, 1, 3)), cube, none, 0));
    cases.add(Case.of(new Op.Gather(2, List.of(0, 0, 1, 1, 2, 2)), cube, none, 0));
    cases.add(Case.of(new Op.Gather(1, List.of(1, 1, 2, 3, 1, 1, 3, 1)), cube, none, 0));
    cases.add(Case.of(new Op.Gather(1, List.of()), cube, none, 0));
    cases.add(Case.of(new Op.Gather(0, List.of(1, 1, 1)), new int[] {2}, none, 0));
    cases.add(Case.of(pad(List.of(0, 1, 0), List.of(0, 2, 0), List.of(0, 0, 0)), cube, none, 0));
    cases.add(Case.of(pad(List.of(1, 0, 2), List.of(0, 2, 1), List.of(3, 1, 2)), cube, none, 0));
    cases.add(Case.of(pad(List.of(0, 0, 0), List.of(0, 0, 0), List.of(0, 1, 0)), cube, none, 0));
    cases.add(Case.of(pad(List.of(0, 0, 0), List.of(0, 0, 0), List.of(0, 0, 0)), cube, none, 0));
    cases.add(Case.of(new Op.Expand(Shape.of(2, 3, 4)), new int[] {3, 1}, none, 0));
    cases.add(Case.of(new Op.Expand(Shape.of(1, 3, 4)), new int[] {3, 4}, none, 0));
    cases.add(Case.of(new Op.Expand(Shape.of(2, 2)), none, none, 0));
    cases.add(Case.of(new Op.ReduceSum(List.of(1)), cube, none, 0));
    cases.add(Case.of(new Op.ReduceSum(List.of(0, 2)), cube, none, 0));
    cases.add(Case.of(new Op.ReduceSum(List.of()), cube, none, 0));
    return cases;
  }

  private static Op pad(List<Integer> begin, List<Integer> end, List<Integer> interior) {
    return new Op.Pad(begin, end, interior);
  }

  private static List<Case> convolutions() {
    List<Case> cases = new ArrayList<>();
    Random random = new Random(5);
    while (cases.size() < 120) {
      int group = 1 + random.nextInt(2);
      int axes = 1 + random.nextInt(2);
      List<List<Integer>> perAxis = new ArrayList<>();
      List<Integer> x = new ArrayList<>(List.of(1 + random.nextInt(2), 2 * group));
      List<Integer> w = new ArrayList<>(List.of(group * (1 + random.nextInt(2)), 2));
      for (int i = 0; i < 4; i++) {
        perAxis.add(new ArrayList<>());
      }
      for (int i = 0; i < axes; i++) {
        perAxis.get(0).add(1 + random.nextInt(3));
        perAxis.get(1).add(random.nextInt(4));
        perAxis.get(2).add(random.nextInt(4));
        perAxis.get(3).add(1 + random.nextInt(3));
        x.add(1 + random.nextInt(9));
        w.add(1 + random.nextInt(4));
      }
      Op.Conv conv =
          new Op.Conv(perAxis.get(0), perAxis.get(1), perAxis.get(2), perAxis.get(3), group);
      try {
        conv.shape(List.of(new Shape(x), new Shape(w)));
      } catch (IllegalArgumentException e) {
        continue;
      }
      cases.add(new Case(conv, new Shape(x), new Shape(w), 0));
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithExactEvaluation(Case c) {
    Random random = new Random(17);
    Tensor constant = RandomGraphs.normal(random, 1, c.constant().toArray());
    Graph graph = graph(c, constant);
    Graph magnitudes = graph(c, absolute(constant));
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Network network = Network.of(graph, manager, DataType.FLOAT64);
      Site site = network.sites().iterator().next();
      LinearRule rule = (LinearRule) Network.rule(site);
      double[][] x = random(random, BATCH, c.variable().size());
      double[][] a = random(random, BATCH, site.shape().size());
      NDArray y = network.forward(batch(manager, x, c.variable()));
      NDArray linear = rule.apply(site, c.arg(), batch(manager, x, c.variable()));
      NDArray pulled = rule.applyTransposed(site, c.arg(), batch(manager, a, site.shape()));
      assertThat(linear.getShape()).isEqualTo(batch(manager, a, site.shape()).getShape());
      assertThat(pulled.getShape()).isEqualTo(batch(manager, x, c.variable()).getShape());
      assertClose(y, evaluate(graph, x));
      assertFloat32(graph, c, a, pulled);
      assertAdjoint(linear, a, pulled, x);
      for (double[] row : x) {
        for (int i = 0; i < row.length; i++) {
          row[i] = Math.abs(row[i]);
        }
      }
      if (rule.offset(site) == null) {
        NDArray absolute = rule.applyAbs(site, c.arg(), batch(manager, x, c.variable()));
        assertClose(absolute, evaluate(magnitudes, x));
      }
    }
  }

  /** The transpose has a way of its own in each format. */
  private static void assertFloat32(Graph graph, Case c, double[][] a, NDArray expected) {
    Network network = Network.of(graph, expected.getManager(), DataType.FLOAT32);
    Site site = network.sites().iterator().next();
    LinearRule rule = (LinearRule) Network.rule(site);
    NDArray rows = batch(expected.getManager(), a, site.shape()).toType(DataType.FLOAT32, false);
    NDArray pulled = rule.applyTransposed(site, c.arg(), rows);
    assertThat(pulled.getShape()).isEqualTo(expected.getShape());
    double error = pulled.toType(DataType.FLOAT64, false).sub(expected).abs().max().getDouble();
    assertThat(error).isLessThan(1e-4);
  }

  private static Graph graph(Case c, Tensor constant) {
    boolean unary = c.constant().rank() == 0 && !BINARY.contains(c.op().getClass());
    List<String> operands =
        unary ? List.of("x") : c.arg() == 0 ? List.of("x", "c") : List.of("c", "x");
    List<Shape> shapes =
        unary
            ? List.of(c.variable())
            : c.arg() == 0
                ? List.of(c.variable(), c.constant())
                : List.of(c.constant(), c.variable());
    Node node = new Node("y", c.op(), operands, c.op().shape(shapes));
    return new Graph(
        "case",
        List.of(new Input("x", c.variable())),
        Map.of("c", Constant.exact(constant)),
        List.of(node),
        List.of("y"));
  }

  private static Tensor absolute(Tensor t) {
    double[] elements = t.toDoubles();
    for (int i = 0; i < elements.length; i++) {
      elements[i] = Math.abs(elements[i]);
    }
    return Tensor.ofDoubles(t.shape(), elements);
  }

  private static double[][] evaluate(Graph graph, double[][] x) {
    double[][] out = new double[x.length][];
    for (int b = 0; b < x.length; b++) {
      BigDecimal[] y = ExactEvaluator.run(graph, x[b]);
      out[b] = java.util.Arrays.stream(y).mapToDouble(BigDecimal::doubleValue).toArray();
    }
    return out;
  }

  private static void assertClose(NDArray actual, double[][] expected) {
    double[] flat = actual.toDoubleArray();
    int size = expected[0].length;
    for (int i = 0; i < flat.length; i++) {
      assertThat(flat[i]).isCloseTo(expected[i / size][i % size], within(1e-12));
    }
  }

  /** {@code <L x, a> = <x, L^T a>}, sample by sample. */
  private static void assertAdjoint(NDArray lx, double[][] a, NDArray la, double[][] x) {
    double[] left = lx.toDoubleArray();
    double[] right = la.toDoubleArray();
    for (int b = 0; b < x.length; b++) {
      double sum = 0;
      for (int i = 0; i < a[b].length; i++) {
        sum += left[b * a[b].length + i] * a[b][i];
      }
      for (int i = 0; i < x[b].length; i++) {
        sum -= right[b * x[b].length + i] * x[b][i];
      }
      assertThat(sum).isCloseTo(0, within(1e-11));
    }
  }

  private static double[][] random(Random random, int rows, int columns) {
    double[][] out = new double[rows][columns];
    for (double[] row : out) {
      for (int i = 0; i < columns; i++) {
        row[i] = random.nextGaussian();
      }
    }
    return out;
  }

  private static NDArray batch(NDManager manager, double[][] x, Shape shape) {
    double[] flat = java.util.Arrays.stream(x).flatMapToDouble(java.util.Arrays::stream).toArray();
    return manager.create(flat, Broadcasting.batched(x.length, shape));
  }
}
