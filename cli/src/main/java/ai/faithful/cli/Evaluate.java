package ai.faithful.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures a student beside its teacher. */
@Command(
    name = "evaluate",
    description = {
      "Measure a student beside its teacher: accuracy, agreement, divergence and calibration, on"
          + " clean images, under PGD and under the faithful-imitation attack."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  faithful evaluate --teacher t.onnx --student s.onnx --data mnist --data-dir DIR \\",
      "      --certify 100 --html page.html"
    })
final class Evaluate implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin DataOptions data;
  @Mixin ReadingOptions reading;
  @Mixin DomainOption domain;
  @Mixin SelectionOptions selection;

  @Option(
      names = "--teacher",
      paramLabel = "FILE",
      required = true,
      description = "ONNX classifier that is imitated.")
  Path teacher;

  @Option(
      names = "--student",
      paramLabel = "FILE",
      required = true,
      description = "ONNX classifier that imitates it.")
  Path student;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "The first N test images. Default: all.")
  @Nullable Integer count;

  @Option(
      names = "--eps",
      paramLabel = "E",
      defaultValue = "0.02",
      description = {
        "Radius of the attacks and of certified balls, in pixels, such as 0.02 or 8/255. Default:"
            + " ${DEFAULT-VALUE}."
      })
  String epsilon;

  @Option(
      names = "--attack-steps",
      paramLabel = "N",
      defaultValue = "20",
      description = "Of both attacks. Default: ${DEFAULT-VALUE}.")
  int steps;

  @Option(
      names = "--certify",
      paramLabel = "N",
      defaultValue = "0",
      description = {
        "Certify the first N images as well, and report the brackets beside the measurements."
            + " Default: ${DEFAULT-VALUE}."
      })
  int certify;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      defaultValue = "cpu",
      description = "cpu, or gpu:0 (docs/gpu.md); certificates are computed on the processor.")
  String device;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the results as JSON.")
  @Nullable Path json;

  @Option(names = "--csv", paramLabel = "FILE", description = "Write the results as CSV.")
  @Nullable Path csv;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write a page with reliability pictures.")
  @Nullable Path html;

  @Override
  public Integer call() throws Exception {
    new EvaluationRun(this).run();
    return ExitCode.OK;
  }
}
