package ai.faithful.ir.pass;

import static org.assertj.core.api.Assertions.assertThat;

import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.eval.Evaluator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions written by parts: what each becomes, and that its values stay. */
class IdiomsTest {
  private final GraphBuilder b = new GraphBuilder("g");
  private final String x = b.input("x", Shape.of(1, 7));

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void geluInItsUsualOrders(int order) {
    String root = number((float) Math.sqrt(order % 2 == 0 ? 2 : 0.5));
    Op scale = order % 2 == 0 ? new Op.Div() : new Op.Mul();
    String gate = b.add("gate", new Op.Add(), erf(b.add("s", scale, x, root)), number(1));
    String y =
        switch (order) {
          case 0 -> mul(mul(x, gate), number(0.5f));
          case 1 -> mul(mul(number(0.5f), x), gate);
          case 2 -> mul(x, mul(gate, number(0.5f)));
          default -> mul(mul(gate, x), number(0.5f));
        };
    Graph after = checked(b.build(y));
    assertThat(ops(after)).containsExactly("Mul", "Gelu", "Mul");
    assertThat(after.constants().values()).allMatch(c -> !c.isExact() && c.shape().size() == 1);
  }

  @Test
  void swishWithAndWithoutAFactor() {
    String plain = mul(x, apply(new ScalarFunction.Sigmoid(), x));
    String scaled = mul(apply(new ScalarFunction.Sigmoid(), mul(x, number(1.5f))), x);
    Graph after = checked(b.build(plain, scaled));
    assertThat(functions(after))
        .containsExactlyInAnyOrder(new ScalarFunction.Swish(1), new ScalarFunction.Swish(1.5));
    assertThat(after.nodes()).hasSize(2);
  }

  @Test
  void mishAndSoftplus() {
    String sum = b.add("sum", new Op.Add(), apply(new ScalarFunction.Exp(), x), number(1));
    String softplus = apply(new ScalarFunction.Log(), sum);
    Graph after = checked(b.build(mul(x, apply(new ScalarFunction.Tanh(), softplus))));
    assertThat(functions(after)).containsExactly(new ScalarFunction.Mish());
    assertThat(after.nodes()).hasSize(1);
  }

  @Test
  void hardSwishOfTwoKinds() {
    String shifted = b.add("shifted", new Op.Add(), x, number(3));
    String clipped = mul(x, apply(new ScalarFunction.Clip(0, 6), shifted));
    ScalarFunction sigmoid = new ScalarFunction.HardSigmoid(1 / 6f, 0.5);
    Graph after =
        checked(
            b.build(b.add("sixth", new Op.Div(), clipped, number(6)), mul(x, apply(sigmoid, x))));
    assertThat(functions(after))
        .containsExactly(new ScalarFunction.HardSwish(), new ScalarFunction.HardSwish());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void softmaxByParts(boolean shifted) {
    Op max = new Op.ReduceMax(List.of(1));
    String u = shifted ? b.add("u", new Op.Sub(), x, b.add("max", max, x)) : x;
    String e = apply(new ScalarFunction.Exp(), u);
    String sum = b.add("sum", new Op.ReduceSum(List.of(1)), e);
    String inverse = apply(new ScalarFunction.Reciprocal(), sum);
    String log = b.add("log", new Op.Sub(), u, apply(new ScalarFunction.Log(), sum));
    Graph after = checked(b.build(b.add("p", new Op.Div(), e, sum), mul(e, inverse), log));
    assertThat(ops(after)).containsExactlyInAnyOrder("Softmax", "Softmax", "LogSoftmax");
  }

  @Test
  void whatOnlyLooksLikeOneStays() {
    String half = mul(x, number(0.5f));
    String other = apply(new ScalarFunction.Abs(), x);
    String gate = b.add("gate", new Op.Add(), erf(half), number(1.0000001f));
    String swish = mul(other, apply(new ScalarFunction.Sigmoid(), x));
    String shifted = b.add("shifted", new Op.Add(), x, number(2.9999998f));
    String hard = mul(x, apply(new ScalarFunction.Clip(0, 6), shifted));
    Graph after = checked(b.build(mul(x, gate), swish, hard));
    assertThat(functions(after))
        .doesNotHaveAnyElementsOfTypes(
            ScalarFunction.Gelu.class, ScalarFunction.Swish.class, ScalarFunction.HardSwish.class);
  }

  private static Graph checked(Graph before) {
    Graph after = Passes.simplify(before);
    Tensor x = Tensor.ofDoubles(Shape.of(1, 7), -9, -2.75, -0.5, 0, 0.3, 2, 7);
    Map<String, Tensor> expected = new Evaluator(before).run(Map.of("x", x));
    Map<String, Tensor> actual = new Evaluator(after).run(Map.of("x", x));
    expected.forEach(
        (name, tensor) -> {
          double[] values = Objects.requireNonNull(actual.get(name)).toDoubles();
          for (int i = 0; i < values.length; i++) {
            assertThat(Math.abs(values[i] - tensor.at(i))).as(name).isLessThan(1e-14);
          }
        });
    return after;
  }

  private static List<String> ops(Graph graph) {
    return graph.nodes().stream().map(n -> n.op().name()).toList();
  }

  private static List<ScalarFunction> functions(Graph graph) {
    return graph.nodes().stream().flatMap(n -> Gated.function(n).stream()).toList();
  }

  private String erf(String value) {
    return apply(new ScalarFunction.Erf(), value);
  }

  private String apply(ScalarFunction function, String value) {
    return b.add(function.name(), new Op.Elementwise(function), value);
  }

  private String mul(String a, String c) {
    return b.add("mul", new Op.Mul(), a, c);
  }

  private String number(float value) {
    return b.constant("number", Tensor.ofFloats(Shape.SCALAR, value));
  }
}
