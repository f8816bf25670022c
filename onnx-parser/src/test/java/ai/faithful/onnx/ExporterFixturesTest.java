package ai.faithful.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.faithful.ir.Input;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.eval.Evaluator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The fixtures in testdata/exporters: read as ONNX Runtime reads them, or refused. */
class ExporterFixturesTest {
  @Test
  void areReadAsOnnxRuntimeReadsThemOrRefused() throws Exception {
    Path folder = Path.of("..", "testdata", "exporters");
    assumeTrue(Files.isDirectory(folder), "no folder testdata/exporters");
    int read = 0;
    int refused = 0;
    Random random = new Random(7);
    for (Path file : Corpora.files(folder, ".onnx")) {
      OnnxModel model;
      try {
        model = OnnxReader.read(file);
      } catch (ModelException e) {
        assertThat(e.getMessage()).doesNotContain("\n");
        refused++;
        continue;
      }
      read++;
      Map<String, Tensor> x = new LinkedHashMap<>();
      for (Input input : model.graph().inputs()) {
        float[] elements = new float[input.shape().size()];
        for (int i = 0; i < elements.length; i++) {
          elements[i] = random.nextInt(1025) / 1024f;
        }
        x.put(input.name(), Tensor.ofFloats(input.shape(), elements));
      }
      try (OtherRuntime runtime = OtherRuntime.open(model)) {
        Map<String, Tensor> expected = runtime.run(x, model.graph().outputs());
        Map<String, Tensor> actual = new Evaluator(model.graph()).run(x);
        for (String output : expected.keySet()) {
          assertThat(OtherRuntime.difference(expected.get(output), actual.get(output)))
              .as("%s", file)
              .isLessThan(OtherRuntime.isHalf(model) ? 2e-2 : 1e-5);
        }
      }
    }
    System.out.printf("exporter fixtures: %d read, %d refused%n", read, refused);
    assertThat(read).isPositive();
  }
}
