package ai.faithful.cli;

import ai.faithful.verify.certificate.BoundMethod;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Certifies a student against its teacher; without options, the shipped digits pair. */
@Command(
    name = "certify",
    description = {
      "Prove how far a student's confidence can be from its teacher's, for every input near each"
          + " example. Without options: the shipped pair on 20 embedded digits."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  faithful certify",
      "  faithful certify --eps 0.05 --delta 0.2 --html report.html",
      "  faithful certify --teacher t.onnx --student s.onnx --data mnist --data-dir DIR"
          + " --count 100 --eps 0.02 --json out.json"
    })
final class Certify implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ExampleOptions examples;
  @Mixin SelectionOptions selection;
  @Mixin RegionOptions region;
  @Mixin PropertyOptions property;
  @Mixin BoundOptions engine;
  @Mixin ClaimOptions claim;
  @Mixin OutputOptions output;

  @Option(
      names = "--teacher",
      paramLabel = "FILE",
      description = "ONNX classifier that is imitated. Default: the shipped one.")
  @Nullable Path teacher;

  @Option(
      names = "--student",
      paramLabel = "FILE",
      description = "ONNX classifier that imitates it. Default: the shipped one.")
  @Nullable Path student;

  @Option(
      names = "--bound",
      paramLabel = "NAME",
      defaultValue = "joint",
      description = {
        "joint: both networks on one shared input; separate: each alone, for comparison."
            + " Default: ${DEFAULT-VALUE}."
      })
  BoundMethod bound;

  @Option(
      names = "--early-stop",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = {
        "With --delta, or --property agreement: alpha-crown spends no search on what fixed lines or"
            + " a counterexample decide, whose brackets and margins are then as found, not the"
            + " tightest. Default: ${DEFAULT-VALUE}; --no-early-stop for the tightest."
      })
  boolean earlyStop;

  @Override
  public Integer call() throws Exception {
    // In a class of its own, so that help is shown without loading what certifies.
    return new Certification(this).run();
  }
}
