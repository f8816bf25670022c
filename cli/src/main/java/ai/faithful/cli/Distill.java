package ai.faithful.cli;

import ai.faithful.training.distill.Base;
import ai.faithful.training.distill.Certified;
import ai.faithful.training.distill.DistillMethod;
import ai.faithful.training.distill.DistillRecipe;
import ai.faithful.training.distill.DistillSettings;
import ai.faithful.training.distill.Measure;
import ai.faithful.training.distill.StudentDistillation;
import ai.faithful.training.model.Architecture;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
      names = "--standard-teacher",
      paramLabel = "FILE",
      description = "A second teacher, accurate rather than robust (akd2, mtard).")
  private @Nullable Path standardTeacher;

  @Option(
      names = "--method",
      paramLabel = "NAME",
      defaultValue = "faithful",
      description = {
        "faithful (a certified bound on the difference is part of the loss), kd (plain"
            + " distillation), ard, iad, akd2, rslad, adaad, mtard (adversarial distillation)."
            + " Default: ${DEFAULT-VALUE}."
      })
  private String method;

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
        "What the certified bound is added to: kl (KL on clean images), or the loss of another"
            + " method: ard, iad, akd2, rslad, adaad, mtard. Default: ${DEFAULT-VALUE}."
      })
  private String base;

  @Option(
      names = "--certified",
      paramLabel = "NAME",
      defaultValue = "crown-ibp",
      description = {
        "The certified bound in training: crown-ibp (joint backward rows on intervals), ibp (each"
            + " network's intervals). Default: ${DEFAULT-VALUE}."
      })
  private String certified;

  @Option(
      names = "--measure",
      paramLabel = "NAME",
      defaultValue = "confidence",
      description = {
        "What it bounds: confidence (the difference in the label), kl (the divergence)."
            + " Default: ${DEFAULT-VALUE}."
      })
  private String measure;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "" + DistillRecipe.TEMPERATURE,
      description = "Of softened confidences (kd, ard, iad, akd2). Default: ${DEFAULT-VALUE}.")
  private double temperature;

  @Option(
      names = "--share",
      paramLabel = "A",
      description = {
        "Weight of the teacher's confidences against the labels (kd, ard), of attacked against"
            + " clean images (adaad), 0..1. Default: 0.9, of adaad 1."
      })
  private @Nullable Double share;

  @Override
  public Integer call() throws Exception {
    options.check();
    ModelFile.check(teacher);
    if (standardTeacher != null) {
      ModelFile.check(standardTeacher);
    }
    DistillSettings settings;
    try {
      DistillMethod chosen = DistillMethod.parse(method);
      settings =
          new DistillSettings(
              options.data(),
              teacher,
              Optional.ofNullable(standardTeacher),
              Architecture.parse(options.architecture()),
              new DistillRecipe(
                  chosen,
                  options.epsilon(),
                  options.attackSteps(),
                  temperature,
                  share == null ? DistillRecipe.share(chosen) : share,
                  kappa,
                  Base.parse(base),
                  Certified.parse(certified),
                  Measure.parse(measure)),
              options.schedule(),
              options.output(spec),
              options.device());
    } catch (IllegalArgumentException e) {
      throw CliException.usage(e);
    }
    TrainedModel.print(
        StudentDistillation.run(settings, ErrorStream.progress(spec)), settings.output(), spec);
    return ExitCode.OK;
  }
}
