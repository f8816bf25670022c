package ai.faithful.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Certifies the robustness of one network. */
@Command(
    name = "robust",
    description = {
      "Prove that a classifier keeps its right answer for every input near each example, or find an"
          + " input for which it does not."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  faithful robust model.onnx --eps 0.01 --html report.html",
      "  faithful robust model.onnx --data mnist --data-dir DIR --count 100 --eps 8/255"
          + " --method alpha-crown --json out.json"
    })
final class Robust implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(index = "0", paramLabel = "MODEL", description = "ONNX classifier.")
  Path model;

  @Mixin SelectionOptions selection;
  @Mixin ExampleOptions examples;
  @Mixin RegionOptions region;
  @Mixin BoundOptions engine;
  @Mixin ClaimOptions claim;
  @Mixin OutputOptions output;

  @Option(
      names = "--early-stop",
      negatable = true,
      defaultValue = "false",
      fallbackValue = "true",
      description = {
        "Spend no search of alpha-crown on what fixed lines or a counterexample decide: the same"
            + " verdicts sooner, but the margins of these examples are then as found, not the"
            + " greatest. Default: ${DEFAULT-VALUE}."
      })
  boolean earlyStop;

  @Override
  public Integer call() throws Exception {
    return new RobustRun(this).run();
  }
}
