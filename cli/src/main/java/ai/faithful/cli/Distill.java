package ai.faithful.cli;

import ai.faithful.training.distill.Base;
import ai.faithful.training.distill.DistillMethod;
import ai.faithful.training.distill.DistillSettings;
import ai.faithful.training.distill.StudentDistillation;
import ai.faithful.training.model.Architecture;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a student to follow a teacher and exports it. */
@Command(
    name = "distill",
    description =
        "Train a student that follows a teacher, and export it to ONNX, with a model card.",
    footerHeading = "%nExample:%n",
    footer = "  faithful distill --teacher teacher.onnx --data digits --out student.onnx")
final class Distill implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ScheduleOptions options;

  @Option(
      names = "--teacher",
      paramLabel = "FILE",
      required = true,
      description = "Any ONNX classifier of the data set, whoever trained it.")
  private Path teacher;

  @Option(
      names = "--method",
      paramLabel = "NAME",
      defaultValue = "faithful",
      description = {
        "faithful (a certified bound on the difference is part of the loss), kd (plain"
            + " distillation). Default: ${DEFAULT-VALUE}."
      })
  private String method;

  @Option(
      names = "--eps",
      paramLabel = "E",
      defaultValue = "0.05",
      description = "Radius within which the student is to follow. Default: ${DEFAULT-VALUE}.")
  private double epsilon;

  @Option(
      names = "--kappa",
      paramLabel = "W",
      defaultValue = "3",
      description = "Weight of the certified bound. Default: ${DEFAULT-VALUE}.")
  private double kappa;

  @Option(
      names = "--base",
      paramLabel = "NAME",
      defaultValue = "kl",
      description = {
        "What the certified bound is added to: kl (clean images), adaad (attacked images)."
            + " Default: ${DEFAULT-VALUE}."
      })
  private String base;

  @Override
  public Integer call() throws Exception {
    options.check();
    ModelFile.check(teacher);
    DistillSettings settings;
    try {
      settings =
          new DistillSettings(
              options.data(),
              teacher,
              Architecture.parse(options.architecture()),
              DistillMethod.parse(method),
              epsilon,
              kappa,
              Base.parse(base),
              options.schedule(),
              options.output(spec));
    } catch (IllegalArgumentException e) {
      throw CliException.usage(e);
    }
    TrainedModel.print(
        StudentDistillation.run(settings, ErrorStream.progress(spec)), settings.output(), spec);
    return ExitCode.OK;
  }
}
