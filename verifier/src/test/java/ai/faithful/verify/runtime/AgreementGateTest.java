package ai.faithful.verify.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.pass.Classifier;
import ai.faithful.onnx.OnnxWriter;
import ai.faithful.onnx.WriteOptions;
import ai.faithful.verify.RuntimeDisagreementException;
import ai.faithful.verify.RuntimeFailureException;
import ai.faithful.verify.region.BoxRegion;
import ai.faithful.verify.region.Domain;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgreementGateTest {
  private static final List<Probe> PROBES =
      Probe.of(
          2,
          Domain.UNIT,
          20,
          List.of(BoxRegion.linf(new float[] {0.5f, 0.25f}, new BigDecimal("0.1"), Domain.UNIT)),
          9);

  private static Graph linear(float weight, boolean softmax) {
    GraphBuilder b = new GraphBuilder("linear");
    String x = b.input("x", Shape.of(1, 2));
    String w = b.constant("w", Tensor.ofFloats(Shape.of(2, 3), weight, -1, 2, 0.5f, 3, -0.25f));
    String y = b.add("y", new Op.MatMul(), x, w);
    return b.build(softmax ? b.add("p", new Op.Softmax(1), y) : y);
  }

  private static OnnxSession open(Graph graph, boolean symbolicBatch) throws Exception {
    byte[] bytes = OnnxWriter.toBytes(graph, new WriteOptions(symbolicBatch, Map.of()));
    return OnnxSession.open("linear.onnx", bytes, graph);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void passesWhereBothComputeTheSame(boolean softmax) throws Exception {
    Graph graph = linear(1, softmax);
    for (boolean symbolicBatch : new boolean[] {false, true}) {
      try (OnnxSession session = open(graph, symbolicBatch)) {
        assertThat(AgreementGate.check(session, Classifier.of(graph), PROBES)).isLessThan(0.01);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void stopsAtADifferenceAndNamesTheWorstPoint(boolean softmax) throws Exception {
    try (OnnxSession session = open(linear(1, softmax), true)) {
      Classifier other = Classifier.of(linear(1.01f, softmax));
      assertThatThrownBy(() -> AgreementGate.check(session, other, PROBES))
          .isInstanceOf(RuntimeDisagreementException.class)
          .hasMessageContaining("linear.onnx")
          .hasMessageContaining("output")
          .hasMessageMatching("(?s).*(seed 9|region 0).*")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void refusesWhatIsNoModelInOneLine() {
    byte[] garbage = {1, 2, 3};
    assertThatThrownBy(() -> OnnxSession.open("broken.onnx", garbage, linear(1, false)))
        .isInstanceOf(RuntimeFailureException.class)
        .hasMessageStartingWith("broken.onnx: ")
        .hasMessageNotContaining("\n");
  }
}
