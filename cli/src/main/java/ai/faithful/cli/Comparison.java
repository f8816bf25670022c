package ai.faithful.cli;

import ai.faithful.cli.report.ParityReport;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Input;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.eval.Evaluator;
import ai.faithful.ir.eval.Jumps;
import ai.faithful.onnx.ModelException;
import ai.faithful.onnx.OnnxModel;
import ai.faithful.onnx.TensorFile;
import ai.faithful.onnx.op.Selection;
import ai.faithful.training.data.DataException;
import ai.faithful.verify.VerifyException;
import ai.faithful.verify.runtime.OnnxSession;
import ai.faithful.verify.runtime.Parity;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One run of {@link Run}: reads, computes on both sides, reports. */
final class Comparison {
  private final Run options;
  private final PrintWriter out;

  Comparison(Run options) {
    this.options = options;
    this.out = options.spec.commandLine().getOut();
  }

  /** The exit code. */
  int run() throws ModelException, DataException, VerifyException {
    if (!(options.tolerance > 0) || options.tolerance == Double.POSITIVE_INFINITY) {
      throw CliException.usage(
          "--tolerance is " + options.tolerance + ", must be a number above 0");
    }
    if (options.json != null) {
      AtomicFile.check("--json", options.json);
    }
    if (options.witness != null) {
      WitnessFolder.check(options.witness);
    }
    Selection selection = options.selection.selection();
    OnnxModel model = ModelFile.read(options.model, selection);
    OnnxModel other = options.against == null ? null : ModelFile.read(options.against, selection);
    if (other != null) {
      requireFitting(model.graph(), other.graph());
    }
    List<Parity.Point> points = new ComparisonPoints(options, model.graph()).all();
    ProgressLine progress =
        new ProgressLine(options.spec.commandLine().getErr(), ErrorStream.isTerminal(), "inputs");
    Parity.Report found = compare(model, other, points, progress);
    progress.end();
    ParityReport report =
        new ParityReport(
            VersionText.version(),
            model,
            Optional.ofNullable(other),
            options.tolerance,
            options.seed,
            found);
    report.lines().forEach(out::println);
    out.flush();
    if (options.json != null) {
      AtomicFile.write(options.json, report.json());
    }
    if (options.witness != null && found.refuted().isPresent()) {
      write(options.witness, found.refuted().get());
    }
    if (found.refuted().isPresent()) {
      return ExitCode.REFUTED;
    }
    return found.compared() == 0 ? ExitCode.UNKNOWN : ExitCode.OK;
  }

  private Parity.Report compare(
      OnnxModel model, @Nullable OnnxModel other, List<Parity.Point> points, ProgressLine progress)
      throws VerifyException {
    Graph graph = model.graph();
    try (OnnxSession session = OnnxSession.open(model)) {
      if (other == null) {
        Evaluator evaluator = new Evaluator(graph);
        Jumps jumps = new Jumps(graph);
        return new Parity(evaluator::run, session::run, Optional.of(jumps), options.tolerance)
            .compare(asGiven(points, session), progress::update);
      }
      try (OnnxSession second = OnnxSession.open(other)) {
        Parity.Computation renamed = inputs -> second.run(renamed(inputs, graph, other.graph()));
        return new Parity(session::run, renamed, Optional.empty(), options.tolerance)
            .compare(points, progress::update);
      }
    }
  }

  private static List<Parity.Point> asGiven(List<Parity.Point> points, OnnxSession session)
      throws VerifyException {
    List<Parity.Point> given = new ArrayList<>();
    for (Parity.Point point : points) {
      Map<String, Tensor> inputs = new LinkedHashMap<>();
      for (Map.Entry<String, Tensor> entry : point.inputs().entrySet()) {
        inputs.put(entry.getKey(), session.asGiven(entry.getKey(), entry.getValue()));
      }
      given.add(new Parity.Point(point.origin(), inputs));
    }
    return given;
  }

  private static void requireFitting(Graph a, Graph b) {
    boolean fits =
        a.inputs().size() == b.inputs().size() && a.outputs().size() == b.outputs().size();
    for (int i = 0; fits && i < a.inputs().size(); i++) {
      fits = a.inputs().get(i).shape().size() == b.inputs().get(i).shape().size();
    }
    if (!fits) {
      throw CliException.usage(
          "--against has the inputs " + ends(b) + ", the model " + ends(a) + "; they do not fit");
    }
  }

  private static String ends(Graph graph) {
    return graph.inputs().stream().map(i -> i.name() + " " + i.shape()).toList()
        + " and the outputs "
        + graph.outputs();
  }

  private static Map<String, Tensor> renamed(Map<String, Tensor> inputs, Graph from, Graph to) {
    Map<String, Tensor> renamed = new LinkedHashMap<>();
    for (int i = 0; i < from.inputs().size(); i++) {
      Tensor tensor = inputs.get(from.inputs().get(i).name());
      Input input = to.inputs().get(i);
      if (tensor != null) {
        renamed.put(input.name(), tensor.reshape(input.shape()));
      }
    }
    return renamed;
  }

  /** A file per input, named after it as far as file names go. */
  private static void write(Path folder, Parity.Point point) {
    try {
      Files.createDirectories(folder);
      int i = 0;
      for (Map.Entry<String, Tensor> input : point.inputs().entrySet()) {
        TensorFile.write(folder.resolve("input-" + i++ + ".pb"), input.getKey(), input.getValue());
      }
    } catch (IOException e) {
      throw CliException.output("cannot write the point to " + folder + ": " + e);
    }
  }
}
