package ai.faithful.cli;

import ai.faithful.cli.report.ModelJson;
import ai.faithful.cli.report.ModelListing;
import ai.faithful.ir.Graph;
import ai.faithful.onnx.ModelException;
import ai.faithful.onnx.OnnxModel;
import ai.faithful.onnx.UnsupportedModelException;
import ai.faithful.verify.bound.ValueRange;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what an ONNX file is taken for, at the stage of the walk that is asked for. */
@Command(
    name = "inspect",
    description = "Show how an ONNX file is understood, or why it is refused.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  faithful inspect model.onnx",
      "  faithful inspect model.onnx --stage ir",
      "  faithful inspect model.onnx --stage bounds"
    })
final class Inspect implements Callable<Integer> {
  /** A stage of the walk from file to bounds. */
  enum Stage {
    ONNX,
    IR,
    BOUNDS
  }

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "MODEL", description = "An ONNX file.")
  private Path model;

  @Option(
      names = "--stage",
      paramLabel = "STAGE",
      description = {
        "onnx: the file's own nodes;",
        "ir: the graph that is analysed;",
        "bounds: an interval for every value while the input is in [0,1].",
        "Without it: a summary."
      })
  private @Nullable Stage stage;

  @Mixin private SelectionOptions selection;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the same as JSON.")
  private @Nullable Path json;

  @Override
  public Integer call() throws ModelException {
    if (json != null) {
      AtomicFile.check("--json", json);
    }
    PrintWriter out = spec.commandLine().getOut();
    OnnxModel read = read(out);
    ModelListing listing = new ModelListing(read);
    List<ValueRange> ranges = List.of();
    listing.summary().forEach(out::println);
    if (stage != null) {
      out.println();
      switch (stage) {
        case ONNX -> listing.nodes().forEach(out::println);
        case IR -> listing.ir().forEach(out::println);
        case BOUNDS -> {
          out.flush();
          Graph graph = ModelListing.bounded(read);
          ranges = ValueRange.of(graph, 0, 1);
          ModelListing.bounds(graph, ranges).forEach(out::println);
        }
      }
    }
    if (json != null) {
      AtomicFile.write(json, ModelJson.of(read, ranges, VersionText.version()));
    }
    return ExitCode.OK;
  }

  private OnnxModel read(PrintWriter out) throws ModelException {
    try {
      return ModelFile.read(model, selection.selection());
    } catch (UnsupportedModelException e) {
      if (e.problems().size() > 1) {
        out.println(model + " is refused for " + e.problems().size() + " reasons:");
        e.problems().forEach(problem -> out.println("  " + problem));
      }
      throw e;
    }
  }
}
