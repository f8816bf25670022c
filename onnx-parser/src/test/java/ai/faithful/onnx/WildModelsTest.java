package ai.faithful.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Input;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.eval.Evaluator;
import ai.faithful.ir.pass.Passes;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models by other people's exporters: each is read or refused by a one-line error, nothing else;
 * what is read computes what ONNX Runtime computes, before and after the rewrites.
 */
class WildModelsTest {
  private static final int POINTS = 3;

  @ParameterizedTest
  @ValueSource(strings = {"onnx-wild", "vnncomp"})
  void areReadAsOnnxRuntimeReadsThemOrRefused(String corpus) throws Exception {
    long seed = 20240611;
    Map<String, Integer> reasons = new TreeMap<>();
    int read = 0;
    int refused = 0;
    double worst = 0;
    for (Path file : Corpora.models(corpus)) {
      OnnxModel model;
      try {
        model = OnnxReader.read(file);
      } catch (ModelException e) {
        assertThat(e.getMessage()).doesNotContain("\n").contains(file.getFileName().toString());
        refused++;
        reasons.merge(e.code(), 1, Integer::sum);
        continue;
      }
      read++;
      double difference = difference(model, new Random(seed));
      assertThat(difference)
          .as("%s, seed %d", file, seed)
          .isLessThan(OtherRuntime.isHalf(model) ? 2e-2 : 2e-5);
      worst = Math.max(worst, difference);
    }
    System.out.printf(
        "%s: %d read, worst relative difference to ONNX Runtime %.2e, %d refused %s%n",
        corpus, read, worst, refused, reasons);
    assertThat(read).isPositive();
  }

  /** The largest difference of any output, relative to the largest output there is. */
  private static double difference(OnnxModel model, Random random) throws Exception {
    Graph simplified = Passes.simplify(model.graph());
    Evaluator plain = new Evaluator(model.graph());
    Evaluator rewritten = new Evaluator(simplified);
    double worst = 0;
    try (OtherRuntime runtime = OtherRuntime.open(model)) {
      for (int i = 0; i < POINTS; i++) {
        Map<String, Tensor> x = new LinkedHashMap<>();
        for (Input input : model.graph().inputs()) {
          float[] elements = new float[input.shape().size()];
          for (int k = 0; k < elements.length; k++) {
            elements[k] = random.nextInt(1025) / 1024f;
          }
          x.put(input.name(), Tensor.ofFloats(input.shape(), elements));
        }
        Map<String, Tensor> expected = runtime.run(x, model.graph().outputs());
        Map<String, Tensor> actual = plain.run(x);
        Map<String, Tensor> after = rewritten.run(x);
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        for (String output : expected.keySet()) {
          worst =
              Math.max(worst, OtherRuntime.difference(expected.get(output), actual.get(output)));
          double own = OtherRuntime.difference(actual.get(output), after.get(output));
          assertThat(own).as("%s after rewriting", model.path()).isLessThan(1e-12);
        }
      }
    }
    return worst;
  }
}
