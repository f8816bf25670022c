package ai.faithful.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a model as it is read here and in ONNX Runtime, or two models there, and compares. */
@Command(
    name = "run",
    description = {
      "Run a model on many inputs, as it is read here and in ONNX Runtime, and show the worst"
          + " difference of each output. With --against: two models, both in ONNX Runtime."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  faithful run model.onnx",
      "  faithful run model.onnx --data digits --count 100 --json run.json",
      "  faithful run model.onnx --against quantised.onnx --tolerance 0.1"
    })
final class Run implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(index = "0", paramLabel = "MODEL", description = "An ONNX file.")
  Path model;

  @Option(
      names = "--against",
      paramLabel = "OTHER",
      description = "Compare with this ONNX file; inputs and outputs are paired by position.")
  @Nullable Path against;

  @Mixin DataOptions data;
  @Mixin ReadingOptions reading;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "100",
      description =
          "With --data: the first N examples of the test split. Default: ${DEFAULT-VALUE}.")
  int count;

  @Option(
      names = "--random",
      paramLabel = "N",
      description = "N random inputs. Default: 100, if no --data is given.")
  @Nullable Integer random;

  @Option(
      names = "--range",
      paramLabel = "LO,HI",
      defaultValue = "0,1",
      description = "Where random inputs are drawn from. Default: ${DEFAULT-VALUE}.")
  String range;

  @Option(
      names = "--tolerance",
      paramLabel = "T",
      defaultValue = "1e-4",
      description = {
        "A difference may be T, and T of the output's largest magnitude. Default: ${DEFAULT-VALUE}."
      })
  double tolerance;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Of the random inputs. Default: ${DEFAULT-VALUE}.")
  long seed;

  @Mixin SelectionOptions selection;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the results as JSON.")
  @Nullable Path json;

  @Option(
      names = "--witness",
      paramLabel = "DIR",
      description = "Write the point of the worst difference to this folder, if it is too large.")
  @Nullable Path witness;

  @Override
  public Integer call() throws Exception {
    // In a class of its own, so that help is shown without loading what runs.
    return new Comparison(this).run();
  }
}
