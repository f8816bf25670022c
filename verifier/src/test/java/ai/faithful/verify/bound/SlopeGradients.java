package ai.faithful.verify.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import ai.djl.training.GradientCollector;
import ai.faithful.verify.rule.Network;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Holds the closed-form gradient by the slopes against that of the engine's tape. */
final class SlopeGradients {
  private SlopeGradients() {}

  static void check(Network network, Map<String, Box> inputs, Map<String, Box> boxes, Rows rows) {
    try (Relaxation relaxation = new Relaxation(network, inputs, boxes, Rounding.NONE, true)) {
      Trace first = new Trace();
      BackwardPass fixed = new BackwardPass(relaxation, rows.count(), Slopes.FIXED, first);
      rows.plant(fixed);
      fixed.lowerBound();
      Map<String, NDArray> slopes = new HashMap<>();
      Map<String, NDArray> free = new HashMap<>();
      for (Trace.Step step : first.steps().values()) {
        var line = Objects.requireNonNull(relaxation.adjustable(step.site()).lower());
        // Away from 0 and 1, where undecided.
        NDArray half = line.least().add(line.most()).mul(0.5).expandDims(1);
        slopes.put(
            step.site().node().name(), half.broadcast(step.coefficients().getShape()).duplicate());
      }
      Trace trace = new Trace();
      BackwardPass pass =
          new BackwardPass(relaxation, rows.count(), new Slopes(slopes, Map.of()), trace);
      rows.plant(pass);
      pass.lowerBound();
      Map<String, NDArray> closed = new HashMap<>();
      for (Trace.Step step : trace.steps().values()) {
        String operand = step.site().node().inputs().get(0);
        NDArray z =
            new LinearizedPass(relaxation, rows.count(), trace)
                .values(List.of(operand))
                .get(operand);
        var line = Objects.requireNonNull(relaxation.adjustable(step.site()).lower());
        // Where there is no choice, the bound need not have a derivative.
        free.put(
            step.site().node().name(),
            line.most().gt(line.least()).expandDims(1).broadcast(step.coefficients().getShape()));
        closed.put(
            step.site().node().name(),
            Activation.relu(step.coefficients()).mul(Objects.requireNonNull(z)));
      }
      slopes.values().forEach(t -> t.setRequiresGradient(true));
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        BackwardPass taped =
            new BackwardPass(relaxation, rows.count(), new Slopes(slopes, Map.of()), null);
        rows.plant(taped);
        collector.backward(taped.lowerBound().sum());
      }
      assertThat(slopes).isNotEmpty();
      slopes.forEach(
          (activation, t) -> {
            double[] tape = t.getGradient().toDoubleArray();
            double[] form = Objects.requireNonNull(closed.get(activation)).toDoubleArray();
            boolean[] chosen = Objects.requireNonNull(free.get(activation)).toBooleanArray();
            for (int i = 0; i < tape.length; i++) {
              if (chosen[i]) {
                assertThat(form[i]).as("%s[%d]", activation, i).isCloseTo(tape[i], within(1e-12));
              }
            }
          });
    }
  }
}
