package ai.faithful.cli;

import ai.faithful.training.DataChoice;
import ai.faithful.training.Output;
import ai.faithful.training.loop.CheckpointDirectory;
import ai.faithful.training.loop.Schedule;
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

  @Option(names = "--limit", paramLabel = "N", description = "Train on the first N images only.")
  private @Nullable Integer limit;

  @Option(
      names = "--arch",
      paramLabel = "SPEC",
      defaultValue = "mlp:64,64",
      description = {
        "Hidden layers: mlp:256,256 (widths), or cnn:8k4s2,16k4s2,64 (channels k kernel s stride,"
            + " then widths). Default: ${DEFAULT-VALUE}."
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
      description = "Keep the state of every epoch in this folder.")
  private @Nullable Path checkpoint;

  @Option(
      names = "--resume",
      description = "Go on from the latest state in the --checkpoint folder.")
  private boolean resume;

  /** Checks what can be checked before work begins. */
  void check() {
    AtomicFile.check("--out", out);
    if (resume && checkpoint == null) {
      throw CliException.usage("--resume needs --checkpoint DIR");
    }
  }

  DataChoice data() {
    OptionalInt first = limit == null ? OptionalInt.empty() : OptionalInt.of(limit);
    return new DataChoice(data.name(), data.directory(), first);
  }

  String architecture() {
    return architecture;
  }

  Schedule schedule() {
    return new Schedule(epochs, batch, learningRate, seed);
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
