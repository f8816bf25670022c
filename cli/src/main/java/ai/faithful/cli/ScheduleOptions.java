package ai.faithful.cli;

import ai.faithful.training.ComputeDevice;
import ai.faithful.training.DataChoice;
import ai.faithful.training.FileChoice;
import ai.faithful.training.Output;
import ai.faithful.training.data.Augmentation;
import ai.faithful.training.loop.Averaging;
import ai.faithful.training.loop.CheckpointDirectory;
import ai.faithful.training.loop.LearningRate;
import ai.faithful.training.loop.Ramp;
import ai.faithful.training.loop.Schedule;
import ai.faithful.training.robust.TeacherRecipe;
import ai.faithful.verify.region.Domain;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What training a teacher and training a student have in common. */
final class ScheduleOptions {
  @Mixin private DataOptions data;
  @Mixin private ReadingOptions reading;
  @Mixin private DomainOption domain;

  @Option(
      names = "--test-data",
      paramLabel = "NAME",
      description = {
        "What to measure on, as --data; needed if that is a file. Default: the data set's test"
            + " images."
      })
  private @Nullable String testData;

  @Option(
      names = "--test-labels",
      paramLabel = "FILE",
      description = "With --test-data FILE.npy: the labels, if they are not beside it.")
  private @Nullable Path testLabels;

  @Option(
      names = "--eps",
      paramLabel = "E",
      defaultValue = "0.05",
      description = {
        "Radius of attacks and bounds in training, in pixels: what the network is to withstand."
            + " Default: ${DEFAULT-VALUE}."
      })
  private double epsilon;

  @Option(
      names = "--attack-steps",
      paramLabel = "N",
      defaultValue = "" + TeacherRecipe.ATTACK_STEPS,
      description = "Of the attack in training. Default: ${DEFAULT-VALUE}.")
  private int attackSteps;

  @Option(names = "--limit", paramLabel = "N", description = "Train on the first N images only.")
  private @Nullable Integer limit;

  @Option(
      names = "--hold-out",
      paramLabel = "N",
      defaultValue = "0",
      description = {
        "Keep the last N training images apart, to choose the best epoch by; see --patience."
            + " Default: ${DEFAULT-VALUE}."
      })
  private int heldOut;

  @Option(
      names = "--arch",
      paramLabel = "SPEC",
      defaultValue = "mlp:64,64",
      description = {
        "mlp:256,256 (hidden widths); cnn:8k4s2,16k4s2,64 (channels k kernel s stride, then"
            + " widths), cnn+bn:... with batch normalisation; resnet:8,2 (channels, blocks),"
            + " resnet+bn:...; cnn_2layer, cnn_4layer, cnn7, each with a width such as cnn7:16."
            + " Default: ${DEFAULT-VALUE}."
      })
  private String architecture;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "20",
      description = "Passes over the data. Default: ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "64",
      description = "Images per step. Default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--learning-rate",
      paramLabel = "R",
      defaultValue = "0.002",
      description = "Of Adam, at the start. Default: ${DEFAULT-VALUE}.")
  private double learningRate;

  @Option(
      names = "--decay",
      paramLabel = "NAME",
      defaultValue = "cosine",
      description = "Of the learning rate: cosine, step, constant. Default: ${DEFAULT-VALUE}.")
  private String decay;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      defaultValue = "0",
      description =
          "Share of the run over which the learning rate grows. Default: ${DEFAULT-VALUE}.")
  private double warmUp;

  @Option(
      names = "--ramp",
      paramLabel = "FROM,TO",
      split = ",",
      defaultValue = "0,0.5",
      description = {
        "Shares of the run between which the radius and certified terms grow from 0."
            + " Default: ${DEFAULT-VALUE}."
      })
  private double[] ramp;

  @Option(
      names = "--augment",
      paramLabel = "NAME",
      defaultValue = "none",
      description = {
        "Random changes to training images: none, crop4 (shift by up to 4 pixels), flip,"
            + " crop4+flip. Default: ${DEFAULT-VALUE}."
      })
  private String augmentation;

  @Option(
      names = "--clip",
      paramLabel = "L",
      defaultValue = "0",
      description = "Largest norm of the gradient; 0 for any. Default: ${DEFAULT-VALUE}.")
  private double clip;

  @Option(
      names = "--average",
      paramLabel = "NAME",
      defaultValue = "none",
      description = {
        "Of the weights: none, ema:0.999 (moving average over steps), swa:0.75 (mean over the"
            + " epochs after that share of the run). Default: ${DEFAULT-VALUE}."
      })
  private String averaging;

  @Option(
      names = "--patience",
      paramLabel = "N",
      defaultValue = "0",
      description = {
        "With --hold-out: stop after N epochs without a better loss there, and keep the best"
            + " epoch's weights; 0 for never. Default: ${DEFAULT-VALUE}."
      })
  private int patience;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      defaultValue = "cpu",
      description = "cpu, or gpu:0 (docs/gpu.md). Default: ${DEFAULT-VALUE}.")
  private String device;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Of everything random. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "The ONNX file to write; its card goes beside it as .json.")
  private Path out;

  @Option(
      names = "--checkpoint",
      paramLabel = "DIR",
      description = {
        "Keep the state of every epoch in this folder; an earlier run's there is not overwritten."
      })
  private @Nullable Path checkpoint;

  @Option(
      names = "--resume",
      description = {
        "Go on from the latest state in the --checkpoint folder; from the start if there is none."
      })
  private boolean resume;

  /** Checks what can be checked before work begins. */
  void check() {
    AtomicFile.checkRegular("--out", out);
    if (data.isFile() && testData == null) {
      throw CliException.usage(
          "--data "
              + data.name()
              + " has no test split; name other samples to measure on by --test-data");
    }
    if (resume && checkpoint == null) {
      throw CliException.usage("--resume needs --checkpoint DIR");
    }
    if ((patience > 0) != (heldOut > 0)) {
      throw CliException.usage("--patience and --hold-out go together");
    }
    if (ramp.length != 2) {
      throw CliException.usage("--ramp takes two shares of the run, such as 0,0.5");
    }
  }

  DataChoice data() {
    OptionalInt first = limit == null ? OptionalInt.empty() : OptionalInt.of(limit);
    Domain valid = domain.orUnit();
    FileChoice files =
        new FileChoice(
            reading.reading(),
            Optional.ofNullable(testData),
            Optional.ofNullable(testLabels),
            valid.lower().doubleValue(),
            valid.upper().doubleValue());
    return new DataChoice(data.name(), data.directory(), first, heldOut, files);
  }

  double epsilon() {
    return epsilon;
  }

  int attackSteps() {
    return attackSteps;
  }

  String architecture() {
    return architecture;
  }

  Schedule schedule() {
    return new Schedule(
        epochs,
        batch,
        new LearningRate(learningRate, LearningRate.Decay.parse(decay), warmUp),
        seed,
        new Ramp(ramp[0], ramp[1]),
        Augmentation.parse(augmentation),
        clip,
        Averaging.parse(averaging),
        patience);
  }

  ComputeDevice device() {
    return ComputeDevice.parse(device);
  }

  /** Where results go; the card shows the command as it was typed. */
  Output output(CommandSpec spec) {
    List<String> typed = spec.commandLine().getParseResult().originalArgs();
    Optional<CheckpointDirectory> checkpoints =
        Optional.ofNullable(checkpoint).map(path -> new CheckpointDirectory(path, resume));
    String command = spec.root().name() + " " + String.join(" ", typed);
    return new Output(out, command, VersionText.version(), checkpoints);
  }
}
