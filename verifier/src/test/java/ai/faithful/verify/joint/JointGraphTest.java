package ai.faithful.verify.joint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Input;
import ai.faithful.ir.Op;
import ai.faithful.ir.Tensor;
import ai.faithful.verify.bound.Box;
import ai.faithful.verify.bound.Crown;
import ai.faithful.verify.bound.Rounding;
import ai.faithful.verify.bound.Rows;
import ai.faithful.verify.rule.ExactEvaluator;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.RandomGraphs;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JointGraphTest {
  @Test
  void equalNetworksDifferByRoundingAlone() {
    Random random = new Random(1);
    for (Graph graph :
        new Graph[] {RandomGraphs.mlp(random, 8, 20, 20, 4), RandomGraphs.convNet(random)}) {
      double[] x = new double[graph.inputs().get(0).shape().size()];
      for (double bound : differences(JointGraph.of(graph, graph), x, 0.2)) {
        assertThat(bound).isBetween(-1e-9, 0.0);
      }
      for (double bound : differences(JointGraph.separate(graph, graph), x, 0.2)) {
        assertThat(bound).isLessThan(-0.1);
      }
    }
  }

  @Test
  void permutedNeuronsChangeNothingButRounding() {
    Graph teacher = RandomGraphs.mlp(new Random(3), 6, 7, 7, 3);
    Graph student = RandomGraphs.mlp(new Random(2), 6, 12, 3);
    double[] x = new double[6];
    double[] bounds = differences(JointGraph.of(teacher, student), x, 0.3);
    double[] permuted = differences(JointGraph.of(teacher, reversedHiddenLayer(student)), x, 0.3);
    assertThat(permuted).containsExactly(bounds, within(1e-12));
  }

  @Test
  void trainableStudentsKeepTheirOwnNodes() {
    Graph graph = RandomGraphs.mlp(new Random(2), 6, 12, 3);
    int nodes = graph.nodes().size();
    assertThat(JointGraph.trainable(graph, graph).graph().nodes()).hasSize(2 * nodes);
    JointGraph merged = JointGraph.of(graph, graph);
    assertThat(merged.graph().nodes()).hasSize(nodes + 1);
    assertThat(merged.studentOutput()).isNotEqualTo(merged.teacherOutput());
  }

  /** Two executions of one layer round apart, and so may two constants that were folded. */
  @Test
  void enclosedConstantsAreKeptApart() {
    Graph plain = RandomGraphs.mlp(new Random(2), 6, 12, 3);
    Map<String, Constant> constants = new LinkedHashMap<>(plain.constants());
    constants.computeIfPresent(
        "w1", (name, w) -> new Constant(w.value(), Optional.of(Tensor.filled(w.shape(), 0x1p-40))));
    Graph graph =
        new Graph(plain.name(), plain.inputs(), constants, plain.nodes(), plain.outputs());
    assertThat(JointGraph.of(graph, graph).graph().nodes()).hasSize(2 * graph.nodes().size());
  }

  @Test
  void differencesHoldExactly() {
    for (long seed = 0; seed < 4; seed++) {
      Random random = new Random(seed);
      Graph teacher = RandomGraphs.mlp(random, 5, 10, 10, 3);
      Graph student = RandomGraphs.mlp(random, 5, 6, 3);
      double[] x = {0.1, 0.5, 0.3, 0.9, 0};
      double eps = 0.125;
      double[] bounds = differences(JointGraph.of(teacher, student), x, eps);
      for (int s = 0; s < 50; s++) {
        double[] point = x.clone();
        for (int i = 0; i < x.length; i++) {
          point[i] += (random.nextInt(5) - 2) * eps / 2;
        }
        BigDecimal[] t = ExactEvaluator.run(teacher, point);
        BigDecimal[] z = ExactEvaluator.run(student, point);
        for (int k = 0; k < 3; k++) {
          BigDecimal difference = z[k].subtract(t[k]);
          assertThat(difference.compareTo(new BigDecimal(bounds[k]))).isNotNegative();
          assertThat(difference.negate().compareTo(new BigDecimal(bounds[3 + k]))).isNotNegative();
        }
      }
    }
  }

  @Test
  void layoutsMayDifferAndSizesMayNot() {
    GraphBuilder builder = new GraphBuilder("flat");
    String x = builder.input("x", ai.faithful.ir.Shape.of(84));
    x = builder.add("image", new Op.Reshape(ai.faithful.ir.Shape.of(1, 2, 7, 6)), x);
    Graph flat = builder.build(builder.add("h", new Op.Relu(), x));
    Graph image = RandomGraphs.convNet(new Random(1));
    JointGraph joint = JointGraph.of(flat, image);
    assertThat(joint.graph().inputs())
        .containsExactly(new Input(JointGraph.INPUT, ai.faithful.ir.Shape.of(84)));
    assertThat(joint.graph().shapeOf(joint.studentOutput()))
        .isEqualTo(ai.faithful.ir.Shape.of(1, 3));
    Graph other = RandomGraphs.mlp(new Random(1), 83, 3);
    assertThatThrownBy(() -> JointGraph.of(flat, other)).hasMessageContaining("[84]");
  }

  /** Lower bounds of student - teacher and teacher - student, logit by logit. */
  private static double[] differences(JointGraph joint, double[] x, double eps) {
    Graph graph = joint.graph();
    int classes = graph.shapeOf(joint.teacherOutput()).size();
    double[] rows = new double[2 * classes * classes];
    double[] opposite = new double[rows.length];
    double[] low = x.clone();
    double[] high = x.clone();
    for (int i = 0; i < x.length; i++) {
      low[i] -= eps;
      high[i] += eps;
    }
    for (int k = 0; k < classes; k++) {
      rows[k * classes + k] = 1;
      rows[(classes + k) * classes + k] = -1;
    }
    for (int i = 0; i < rows.length; i++) {
      opposite[i] = -rows[i];
    }
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Network network = Network.of(graph, manager, DataType.FLOAT64);
      Map<String, Box> inputs = new HashMap<>();
      for (Input input : graph.inputs()) {
        inputs.put(
            input.name(),
            Box.of(
                manager,
                input.shape(),
                new double[][] {low},
                new double[][] {high},
                DataType.FLOAT64));
      }
      Map<String, Box> boxes = Crown.intermediate(network, inputs, Rounding.RIGOROUS);
      NDArray zero = manager.zeros(new Shape(1, 2L * classes), DataType.FLOAT64);
      Shape shape = new Shape(1, 2L * classes, 1, classes);
      Rows both =
          new Rows(
              Map.of(
                  joint.studentOutput(),
                  manager.create(rows, shape),
                  joint.teacherOutput(),
                  manager.create(opposite, shape)),
              zero);
      return Crown.lowerBound(network, boxes, both, Rounding.RIGOROUS).toDoubleArray();
    }
  }

  private static Graph reversedHiddenLayer(Graph graph) {
    Map<String, Constant> constants = new LinkedHashMap<>(graph.constants());
    constants.computeIfPresent("w1", (name, w) -> reversed(w, true));
    constants.computeIfPresent("b1", (name, b) -> reversed(b, true));
    constants.computeIfPresent("w2", (name, w) -> reversed(w, false));
    return new Graph("permuted", graph.inputs(), constants, graph.nodes(), graph.outputs());
  }

  private static Constant reversed(Constant constant, boolean columns) {
    Tensor t = Objects.requireNonNull(constant).value();
    int n = t.shape().dim(-1);
    int rows = t.size() / n;
    double[] out = new double[t.size()];
    for (int i = 0; i < out.length; i++) {
      int row = columns ? i / n : rows - 1 - i / n;
      int column = columns ? n - 1 - i % n : i % n;
      out[i] = t.at(row * n + column);
    }
    return Constant.exact(Tensor.ofDoubles(t.shape(), out));
  }
}
