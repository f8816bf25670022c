package ai.faithful.training.experiment;

import ai.faithful.onnx.ModelException;
import ai.faithful.training.DataChoice;
import ai.faithful.training.DataDigest;
import ai.faithful.training.Output;
import ai.faithful.training.TrainingException;
import ai.faithful.training.TrainingException.Code;
import ai.faithful.training.data.DataException;
import ai.faithful.training.data.Dataset;
import ai.faithful.training.distill.DistillSettings;
import ai.faithful.training.distill.StudentDistillation;
import ai.faithful.training.export.ModelCard;
import ai.faithful.training.loop.CheckpointDirectory;
import ai.faithful.training.loop.Progress;
import ai.faithful.training.robust.TeacherTraining;
import ai.faithful.training.robust.TrainSettings;
import ai.faithful.verify.VerifyException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs an experiment in a folder: for each seed the teachers, then every student, its evaluation
 * and certification. A run that was stopped anywhere goes on there, and ends with the same results.
 */
public final class Reproduction {
  private final Experiment experiment;
  private final DataChoice data;
  private final Path folder;
  private final String version;
  private final Progress progress;

  /**
   * An experiment in a folder.
   *
   * @param dataDir where data sets are
   * @param folder created if it is not there
   * @param version of this program: what another version made is made again
   */
  public Reproduction(
      Experiment experiment,
      Optional<Path> dataDir,
      Path folder,
      String version,
      Progress progress) {
    this.experiment = experiment;
    this.data =
        new DataChoice(experiment.data(), dataDir, experiment.limit(), experiment.heldOut());
    this.folder = folder;
    this.version = version;
    this.progress = progress;
  }

  /**
   * Runs all that is not done yet.
   *
   * @throws DataException if the data set cannot be had
   * @throws ModelException if a model in the folder cannot be read
   * @throws TrainingException if a step fails
   * @throws VerifyException if a certification fails
   */
  @SuppressWarnings("try") // held, not used
  public Comparison run() throws DataException, ModelException, TrainingException, VerifyException {
    create(folder);
    Path file = folder.resolve(".lock");
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        throw inUse(null);
      }
      return steps();
    } catch (OverlappingFileLockException e) {
      throw inUse(e);
    } catch (IOException e) {
      throw new TrainingException(Code.EXPORT, file + ": cannot be locked (" + e + ")", e);
    }
  }

  private TrainingException inUse(@Nullable Exception cause) {
    String message = folder + ": another run is at work in this folder; wait for it";
    return cause == null
        ? new TrainingException(Code.EXPERIMENT, message)
        : new TrainingException(Code.EXPERIMENT, message, cause);
  }

  private Comparison steps()
      throws DataException, ModelException, TrainingException, VerifyException {
    DataChoice.Loaded loaded = data.load();
    String dataDigest = DataDigest.of(loaded);
    Dataset images = experiment.measurement().on().of(loaded);
    List<Outcome> outcomes = new ArrayList<>();
    for (long seed : experiment.seeds()) {
      Path at = folder.resolve("seed-" + seed);
      create(at);
      Path teacher = at.resolve("teacher.onnx");
      teacher(experiment.teacher(), teacher, seed, dataDigest);
      Optional<Path> standard = Optional.empty();
      if (experiment.standardTeacher().isPresent()) {
        standard = Optional.of(at.resolve("teacher-standard.onnx"));
        teacher(experiment.standardTeacher().get(), standard.get(), seed, dataDigest);
      }
      for (Experiment.Student student : experiment.students()) {
        Path file = at.resolve("student-" + student.name() + ".onnx");
        student(student, teacher, standard, file, seed, dataDigest);
        outcomes.addAll(measure(student, teacher, file, seed, images));
      }
    }
    return new Comparison(experiment, outcomes);
  }

  private void teacher(Experiment.Teacher plan, Path file, long seed, String dataDigest)
      throws DataException, ModelException, TrainingException, VerifyException {
    step(
        file,
        List.of(version, plan.toString(), Long.toString(seed), dataDigest),
        output ->
            TeacherTraining.run(
                new TrainSettings(
                    data,
                    plan.architecture(),
                    plan.recipe(),
                    plan.schedule().withSeed(seed),
                    output,
                    experiment.device()),
                progress));
  }

  private void student(
      Experiment.Student plan,
      Path teacher,
      Optional<Path> standard,
      Path file,
      long seed,
      String dataDigest)
      throws DataException, ModelException, TrainingException, VerifyException {
    Optional<Path> second = plan.recipe().needsStandardTeacher() ? standard : Optional.empty();
    List<String> inputs =
        new ArrayList<>(
            List.of(
                version, plan.toString(), Long.toString(seed), dataDigest, Stamp.digest(teacher)));
    if (second.isPresent()) {
      inputs.add(Stamp.digest(second.get()));
    }
    step(
        file,
        inputs,
        output ->
            StudentDistillation.run(
                new DistillSettings(
                    data,
                    teacher,
                    second,
                    plan.architecture(),
                    plan.recipe(),
                    plan.schedule().withSeed(seed),
                    output,
                    experiment.device()),
                progress));
  }

  private interface Work {
    void to(Output output) throws DataException, ModelException, TrainingException, VerifyException;
  }

  /** Makes FILE.onnx and FILE.json unless they are there, made from the same. */
  private void step(Path file, List<String> inputs, Work work)
      throws DataException, ModelException, TrainingException, VerifyException {
    String hash = Stamp.hash(inputs);
    String stem = file.getFileName().toString().replaceFirst("\\.onnx$", "");
    Path stamp = file.resolveSibling(stem + ".stamp");
    // Named after what goes in: an older run's checkpoints are never taken up.
    Path checkpoints = file.resolveSibling(stem + "-" + hash.substring(0, 12) + ".checkpoints");
    String command =
        "faithful reproduce " + experiment.name() + " --profile " + experiment.profile();
    boolean begun = !new CheckpointDirectory(checkpoints, true).isEmpty();
    Output output =
        new Output(
            file, command, version, Optional.of(new CheckpointDirectory(checkpoints, begun)));
    List<Path> outputs = List.of(file, output.card());
    if (Stamp.holds(stamp, hash, outputs)) {
      progress.note("done before: " + file);
      return;
    }
    keepOthers(file, output, Stamp.intact(stamp, outputs));
    progress.note("making " + file);
    work.to(output);
    Stamp.write(stamp, hash, outputs);
    delete(checkpoints);
  }

  /**
   * Finished models of another experiment or profile are not replaced; those of this one, made from
   * something else, are, and it is said why.
   */
  private void keepOthers(Path file, Output output, boolean finished) throws TrainingException {
    if (!finished) {
      if (Files.exists(file)) {
        progress.note(file + " is not as it was when it was finished, or never was");
      }
      return;
    }
    String maker = ModelCard.fromJson(Stamp.text(output.card())).command();
    if (!maker.equals(output.command())) {
      throw new TrainingException(
          Code.EXPERIMENT,
          file
              + ": finished by '"
              + maker
              + "' and would be replaced by '"
              + output.command()
              + "'; give another --out, or remove the folder "
              + folder
              + " if it is not wanted any more");
    }
    progress.note(
        file + " was made from other settings, data, teachers or by another version: replacing it");
  }

  private List<Outcome> measure(
      Experiment.Student student, Path teacher, Path file, long seed, Dataset images)
      throws ModelException, TrainingException, VerifyException {
    Path result = folder.resolve("seed-" + seed + "/measured-" + student.name() + ".json");
    Path stamp = folder.resolve("seed-" + seed + "/measured-" + student.name() + ".stamp");
    String hash =
        Stamp.hash(
            List.of(
                version,
                experiment.measurement().toString(),
                images.name(),
                Stamp.digest(teacher),
                Stamp.digest(file)));
    if (!Stamp.holds(stamp, hash, List.of(result))) {
      progress.note("measuring " + file);
      List<Outcome> outcomes =
          Measuring.of(student.name(), seed, teacher, file, images, experiment);
      Stamp.writeText(result, Outcomes.toJson(outcomes));
      Stamp.write(stamp, hash, List.of(result));
    }
    return Outcomes.read(result);
  }

  private static void create(Path at) throws TrainingException {
    try {
      Files.createDirectories(at);
    } catch (IOException e) {
      throw new TrainingException(Code.EXPORT, at + ": cannot be created (" + e + ")", e);
    }
  }

  private static void delete(Path checkpoints) throws TrainingException {
    if (!Files.isDirectory(checkpoints)) {
      return;
    }
    try (Stream<Path> all = Files.walk(checkpoints)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new TrainingException(
          Code.CHECKPOINT_UNREADABLE, checkpoints + ": cannot be removed (" + e + ")", e);
    }
  }
}
