package ai.faithful.training.benchmark;

import ai.faithful.training.ComputeDevice;
import ai.faithful.training.DataChoice;
import ai.faithful.training.Output;
import ai.faithful.training.distill.DistillMethod;
import ai.faithful.training.distill.DistillRecipe;
import ai.faithful.training.distill.DistillSettings;
import ai.faithful.training.distill.StudentDistillation;
import ai.faithful.training.loop.Progress;
import ai.faithful.training.loop.Schedule;
import ai.faithful.training.model.Architecture;
import ai.faithful.training.robust.TeacherMethod;
import ai.faithful.training.robust.TeacherRecipe;
import ai.faithful.training.robust.TeacherTraining;
import ai.faithful.training.robust.TrainSettings;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How fast training goes, one JSON object for each run, as docs/benchmarks/training.py prints that
 * of plain PyTorch: the same network, loss, batch and images, everything that a user's run does in
 * an epoch included.
 *
 * <pre>
 * DATA DIRECTORY IMAGES BATCH EPOCHS METHOD ARCH [TEACHER_ARCH]
 * </pre>
 *
 * METHOD is one of train or, with TEACHER_ARCH, of distill. The engine's threads are set by the
 * system property ai.djl.pytorch.num_threads.
 */
public final class TrainingBenchmark {
  private static final double EPSILON = 0.05;

  private TrainingBenchmark() {}

  public static void main(String[] args) throws Exception {
    DataChoice data =
        new DataChoice(
            args[0], Optional.of(Path.of(args[1])), OptionalInt.of(Integer.parseInt(args[2])), 0);
    int batch = Integer.parseInt(args[3]);
    Schedule schedule = Schedule.of(Integer.parseInt(args[4]), batch, 1e-3, 1);
    Path folder = Files.createTempDirectory("benchmark");
    Epochs epochs = new Epochs();
    if (args.length > 7) {
      Path teacher = folder.resolve("teacher.onnx");
      train(data, args[7], "standard", Schedule.of(1, 256, 1e-3, 1), teacher, Progress.silent());
      DistillRecipe recipe = DistillRecipe.of(DistillMethod.parse(args[5]), EPSILON);
      StudentDistillation.run(
          new DistillSettings(
              data,
              teacher,
              Optional.empty(),
              Architecture.parse(args[6]),
              recipe,
              schedule,
              output(folder.resolve("student.onnx")),
              ComputeDevice.CPU),
          epochs);
    } else {
      train(data, args[6], args[5], schedule, folder.resolve("model.onnx"), epochs);
    }
    report(args, Integer.parseInt(args[2]), epochs);
  }

  private static void train(
      DataChoice data,
      String architecture,
      String method,
      Schedule schedule,
      Path onnx,
      Progress progress)
      throws Exception {
    TeacherTraining.run(
        new TrainSettings(
            data,
            Architecture.parse(architecture),
            TeacherRecipe.of(TeacherMethod.parse(method), EPSILON),
            schedule,
            output(onnx),
            ComputeDevice.CPU),
        progress);
  }

  private static Output output(Path onnx) {
    return new Output(onnx, "a benchmark", "0", Optional.empty());
  }

  private static void report(String[] args, int images, Epochs epochs) {
    System.out.printf(
        Locale.ROOT,
        "{\"tool\":\"faithful\",\"run\":\"%s\",\"threads\":%s,\"imagesPerSecond\":%.0f,"
            + "\"imagesPerProcessorSecond\":%.0f,\"loss\":%.6f}%n",
        String.join(" ", Arrays.asList(args).subList(5, args.length)),
        System.getProperty("ai.djl.pytorch.num_threads"),
        images / epochs.wall,
        images / epochs.processor,
        epochs.loss);
  }

  /** The fastest epoch, by wall and by processor time; the first, which warms up, aside. */
  private static final class Epochs implements Progress {
    private double wall = Double.POSITIVE_INFINITY;
    private double processor = Double.POSITIVE_INFINITY;
    private double loss;
    private long wallBefore;
    private long processorBefore;

    @Override
    public void step(Step step) {}

    @Override
    public void epoch(Step last, OptionalDouble term) {
      long wallNow = System.nanoTime();
      long processorNow =
          ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
              .getProcessCpuTime();
      if (last.epoch() > 1) {
        wall = Math.min(wall, (wallNow - wallBefore) / 1e9);
        processor = Math.min(processor, (processorNow - processorBefore) / 1e9);
      }
      wallBefore = wallNow;
      processorBefore = processorNow;
      loss = last.loss();
    }

    @Override
    public void note(String line) {}
  }
}
