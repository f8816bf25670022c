package ai.faithful.cli.conformance;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Input;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.eval.Evaluator;
import ai.faithful.ir.pass.Passes;
import ai.faithful.onnx.ModelException;
import ai.faithful.onnx.OnnxReader;
import ai.faithful.onnx.TensorFile;
import ai.faithful.onnx.UnsupportedModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs a case: as it is, else with all inputs but one known while reading, each in turn.
 *
 * @param scratch a folder for rewritten models
 */
record CaseRun(BackendCase backendCase, Path scratch) {
  /** Cases whose stored outputs have four decimals. */
  private static final Set<String> ROUNDED =
      Set.of("test_averagepool_2d_ceil_last_window_starts_on_pad");

  /** Cases whose stored point is one where the real function has no value: the norm is 0. */
  private static final Set<String> UNDEFINED = Set.of("test_l2normalization_axis_0");

  Outcome run() throws IOException {
    if (UNDEFINED.contains(backendCase.name())) {
      return new Outcome.Refused("the stored point is one where the function has no value");
    }
    Outcome first = attempt(backendCase.model(), false);
    if (!(first instanceof Outcome.Refused)) {
      return first;
    }
    int inputs = backendCase.inputs().size();
    for (int open = 0; inputs > 1 && open < inputs; open++) {
      Outcome outcome = withOneInput(open);
      if (!(outcome instanceof Outcome.Refused)) {
        return outcome;
      }
    }
    return first;
  }

  /** The case with all inputs but one known while reading. */
  Outcome withOneInput(int open) throws IOException {
    Path rewritten = scratch.resolve("bound.onnx");
    Files.write(rewritten, backendCase.withOneInput(open));
    return attempt(rewritten, true);
  }

  private Outcome attempt(Path file, boolean constants) {
    try {
      Graph graph = OnnxReader.read(file).graph();
      if (!graph.outputs().containsAll(backendCase.outputs())) {
        return new Outcome.Refused("an output is no tensor of reals");
      }
      Map<String, Tensor> x = new LinkedHashMap<>();
      for (Input input : graph.inputs()) {
        int index = backendCase.inputs().indexOf(input.name());
        x.put(input.name(), TensorFile.read(backendCase.input(index)).tensor());
      }
      String wrong = compare(new Evaluator(graph).run(x));
      if (wrong == null) {
        wrong = compare(new Evaluator(Passes.simplify(graph)).run(x));
      }
      return wrong == null ? new Outcome.Passed(graph, x, constants) : new Outcome.Wrong(wrong);
    } catch (ModelException e) {
      return new Outcome.Refused(reason(e));
    } catch (RuntimeException e) {
      return new Outcome.Wrong(e.toString());
    }
  }

  private @Nullable String compare(Map<String, Tensor> actual) throws ModelException {
    double tolerance = backendCase.isHalf() || ROUNDED.contains(backendCase.name()) ? 2e-3 : 2e-6;
    for (int i = 0; i < backendCase.outputs().size(); i++) {
      String name = backendCase.outputs().get(i);
      Tensor expected = TensorFile.read(backendCase.output(i)).tensor();
      Tensor found = actual.get(name);
      if (found == null || !found.shape().equals(expected.shape())) {
        return name + " is " + found + ", not " + expected;
      }
      double difference = difference(expected, found);
      if (!(difference <= tolerance)) {
        return name + " differs by " + difference;
      }
    }
    return null;
  }

  /** The largest difference, relative to the largest magnitude expected or 1. */
  private static double difference(Tensor expected, Tensor actual) {
    double scale = 1;
    double worst = 0;
    for (int i = 0; i < expected.size(); i++) {
      if (expected.at(i) != actual.at(i)) {
        scale = Math.max(scale, Math.abs(expected.at(i)));
        double difference = Math.abs(expected.at(i) - actual.at(i));
        worst = difference > worst || Double.isNaN(difference) ? difference : worst;
      }
    }
    return worst / scale;
  }

  /** The first problem, without names, numbers and what would be accepted. */
  private static String reason(ModelException e) {
    List<String> problems =
        e instanceof UnsupportedModelException unsupported ? unsupported.problems() : List.of();
    String problem = problems.isEmpty() ? String.valueOf(e.getMessage()) : problems.get(0);
    return problem
        .replaceFirst("^[^ ]*[.](onnx|pb): ", "")
        .replaceFirst("^.*?\\): ", "")
        .replaceFirst(" \\(accepted: .*$", "")
        .replaceAll("'[^']*'", "'...'")
        .replaceAll("\\[[0-9,?]*\\]", "[...]")
        .replaceAll("(?<![A-Za-z_0-9.])-?[0-9][0-9.E-]*", "n");
  }
}
