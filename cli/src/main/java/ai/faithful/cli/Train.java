package ai.faithful.cli;

import ai.faithful.training.model.Architecture;
import ai.faithful.training.robust.TeacherMethod;
import ai.faithful.training.robust.TeacherRecipe;
import ai.faithful.training.robust.TeacherTraining;
import ai.faithful.training.robust.TrainSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a robust teacher and exports it. */
@Command(
    name = "train",
    description = "Train a robust teacher and export it to ONNX, with a model card.",
    footerHeading = "%nExample:%n",
    footer = "  faithful train --data digits --arch mlp:64,64 --eps 0.05 --out teacher.onnx")
final class Train implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ScheduleOptions options;

  @Option(
      names = "--method",
      paramLabel = "NAME",
      defaultValue = "pgd-at",
      description = {
        "standard (clean images); pgd-at, trades (attacked images); ibp, crown-ibp (certified"
            + " bounds); mtl-ibp, sabr (both). Default: ${DEFAULT-VALUE}."
      })
  private String method;

  @Option(
      names = "--interval-share",
      paramLabel = "W",
      defaultValue = "" + TeacherRecipe.INTERVAL_SHARE,
      description = {
        "Weight of the certified loss in the end, 0..1 (ibp, crown-ibp, mtl-ibp)."
            + " Default: ${DEFAULT-VALUE}."
      })
  private double intervalShare;

  @Option(
      names = "--beta",
      paramLabel = "W",
      defaultValue = "" + TeacherRecipe.BETA,
      description = "Weight of the divergence (trades). Default: ${DEFAULT-VALUE}.")
  private double beta;

  @Option(
      names = "--box-share",
      paramLabel = "S",
      defaultValue = "" + TeacherRecipe.BOX_SHARE,
      description = "Radius of the small box as a share of eps (sabr). Default: ${DEFAULT-VALUE}.")
  private double boxShare;

  @Override
  public Integer call() throws Exception {
    options.check();
    TrainSettings settings;
    try {
      settings =
          new TrainSettings(
              options.data(),
              Architecture.parse(options.architecture()),
              new TeacherRecipe(
                  TeacherMethod.parse(method),
                  options.epsilon(),
                  options.attackSteps(),
                  intervalShare,
                  beta,
                  boxShare),
              options.schedule(),
              options.output(spec),
              options.device());
    } catch (IllegalArgumentException e) {
      throw CliException.usage(e);
    }
    TrainedModel.print(
        TeacherTraining.run(settings, ErrorStream.progress(spec)), settings.output(), spec);
    return ExitCode.OK;
  }
}
