package ai.faithful.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.faithful.ir.Input;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.eval.Evaluator;
import ai.faithful.ir.pass.Passes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** What was read of a model computes what ONNX Runtime computes, before and after the rewrites. */
final class Agreement {
  private Agreement() {}

  static void check(OnnxModel model) throws Exception {
    check(model, Map.of());
  }

  /** Checks some random points; {@code bound} are the inputs that were fixed while reading. */
  static void check(OnnxModel model, Map<String, Tensor> bound) throws Exception {
    long seed = 17;
    Random random = new Random(seed);
    try (OtherRuntime runtime = OtherRuntime.open(model)) {
      for (int point = 0; point < 3; point++) {
        Map<String, Tensor> x = new LinkedHashMap<>();
        for (Input input : model.graph().inputs()) {
          float[] elements = new float[input.shape().size()];
          for (int i = 0; i < elements.length; i++) {
            elements[i] = (random.nextInt(4097) - 2048) / 1024f;
          }
          x.put(input.name(), Tensor.ofFloats(input.shape(), elements));
        }
        Map<String, Tensor> all = new LinkedHashMap<>(bound);
        all.putAll(x);
        Map<String, Tensor> expected = runtime.run(all, model.graph().outputs());
        Map<String, Tensor> plain = new Evaluator(model.graph()).run(x);
        Map<String, Tensor> simple = new Evaluator(Passes.simplify(model.graph())).run(x);
        for (String output : expected.keySet()) {
          assertThat(OtherRuntime.difference(expected.get(output), plain.get(output)))
              .as("%s, seed %d", output, seed)
              .isLessThan(1e-5);
          assertThat(OtherRuntime.difference(expected.get(output), simple.get(output)))
              .as("%s, seed %d", output, seed)
              .isLessThan(1e-5);
        }
      }
    }
  }
}
