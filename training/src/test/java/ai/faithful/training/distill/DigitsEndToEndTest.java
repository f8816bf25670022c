package ai.faithful.training.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.faithful.ir.Graph;
import ai.faithful.ir.pass.Classifier;
import ai.faithful.ir.pass.Passes;
import ai.faithful.onnx.OnnxReader;
import ai.faithful.training.Runs;
import ai.faithful.training.TrainingException;
import ai.faithful.training.TrainingException.Code;
import ai.faithful.training.data.Dataset;
import ai.faithful.training.data.Datasets;
import ai.faithful.training.data.Split;
import ai.faithful.training.export.ModelCard;
import ai.faithful.training.loop.Batches;
import ai.faithful.training.loop.CheckpointDirectory;
import ai.faithful.training.loop.FlatNetwork;
import ai.faithful.training.loop.Progress;
import ai.faithful.training.loop.ValidInputs;
import ai.faithful.training.loop.Weights;
import ai.faithful.training.robust.TeacherMethod;
import ai.faithful.training.robust.TeacherTraining;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Train, distil twice, export: the whole road on the embedded digits. */
class DigitsEndToEndTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  static Path dir;

  @SuppressWarnings("NullAway.Init")
  private static Path teacher;

  @SuppressWarnings("NullAway.Init")
  private static ModelCard card;

  @BeforeAll
  static void trainsATeacher() throws Exception {
    teacher = dir.resolve("teacher.onnx");
    card = TeacherTraining.run(Runs.teacher(teacher, 20, TeacherMethod.PGD_AT), Progress.silent());
  }

  @Test
  void theTeacherIsGoodAndItsCardTellsTheTruth() throws Exception {
    assertThat(card.metrics().accuracy()).isGreaterThan(0.9);
    assertThat(card.metrics().pgdAccuracy()).isBetween(0.7, card.metrics().accuracy());
    assertThat(card.onnx().sha256()).isEqualTo(OnnxReader.read(teacher).sha256());
    String json = Files.readString(dir.resolve("teacher.json"));
    assertThat(ModelCard.fromJson(json).metrics()).isEqualTo(card.metrics());
    assertThat(json).contains("\"command\": \"a test\"").doesNotContain("agreement");
  }

  @Test
  void theFaithfulStudentHasTheLowerBoundAtLikeAccuracy() throws Exception {
    ModelCard kd = student("kd", DistillMethod.KD, Base.KL, 20);
    ModelCard faithful = student("faithful", DistillMethod.FAITHFUL, Base.KL, 20);
    double boundKd = meanBound(dir.resolve("kd.onnx"));
    double boundFaithful = meanBound(dir.resolve("faithful.onnx"));
    assertThat(boundFaithful).isLessThan(0.9 * boundKd);
    assertThat(faithful.metrics().accuracy()).isGreaterThan(kd.metrics().accuracy() - 0.04);
    assertThat(faithful.teacher()).isNotNull();
    assertThat(kd.metrics().agreement()).isNotNull();
  }

  @Test
  void aSeedDecidesTheWholeRun() throws Exception {
    for (DistillMethod method : DistillMethod.values()) {
      run("one", method, Base.ADAAD, 2, Optional.empty());
      run("two", method, Base.ADAAD, 2, Optional.empty());
      assertThat(Files.readAllBytes(dir.resolve("two.onnx")))
          .isEqualTo(Files.readAllBytes(dir.resolve("one.onnx")));
    }
  }

  /** With a base that has learnt something of its own, too. */
  @Test
  void aKilledRunResumesToTheSameModel() throws Exception {
    Path kept = dir.resolve("kept");
    run("whole", DistillMethod.FAITHFUL, Base.MTARD, 3, Optional.empty());
    CheckpointDirectory first = new CheckpointDirectory(kept, false);
    run("first", DistillMethod.FAITHFUL, Base.MTARD, 3, Optional.of(first));
    Files.delete(kept.resolve("epoch-0003.checkpoint")); // as if killed in the third epoch
    CheckpointDirectory again = new CheckpointDirectory(kept, true);
    run("resumed", DistillMethod.FAITHFUL, Base.MTARD, 3, Optional.of(again));
    assertThat(Files.readAllBytes(dir.resolve("resumed.onnx")))
        .isEqualTo(Files.readAllBytes(dir.resolve("whole.onnx")));
    assertThatThrownBy(() -> run("other", DistillMethod.KD, Base.KL, 3, Optional.of(again)))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.CHECKPOINT_MISMATCH));
  }

  @Test
  void aTeacherThatDoesNotFitTheDataIsRefused() {
    Path cnn = dir.resolve("missing.onnx");
    assertThatThrownBy(
            () ->
                StudentDistillation.run(
                    Runs.student(
                        cnn,
                        dir.resolve("x.onnx"),
                        1,
                        DistillMethod.KD,
                        Base.KL,
                        OptionalInt.empty(),
                        Optional.empty()),
                    Progress.silent()))
        .hasMessageContaining("missing.onnx");
  }

  private static ModelCard student(String name, DistillMethod method, Base base, int epochs)
      throws Exception {
    return StudentDistillation.run(
        Runs.student(
            teacher,
            dir.resolve(name + ".onnx"),
            epochs,
            method,
            base,
            OptionalInt.empty(),
            Optional.empty()),
        Progress.silent());
  }

  private static void run(
      String name,
      DistillMethod method,
      Base base,
      int epochs,
      Optional<CheckpointDirectory> checkpoints)
      throws Exception {
    StudentDistillation.run(
        Runs.student(
            teacher,
            dir.resolve(name + ".onnx"),
            epochs,
            method,
            base,
            OptionalInt.of(256),
            checkpoints),
        Progress.silent());
  }

  private static double meanBound(Path student) throws Exception {
    Dataset test = Datasets.load("digits", Optional.empty(), Split.TEST).first(100);
    Graph t = logits(teacher);
    Graph s = logits(student);
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray images = Batches.images(test, IntStream.range(0, test.size()).toArray(), manager);
      Map<String, NDArray> weights = new Weights(s, manager).arrays();
      CertifiedTerm bound = new TangentBound(new JointNetwork(t, s, manager));
      return bound
          .prepare(
              Region.around(images, Runs.EPSILON, ValidInputs.UNIT),
              weights,
              FlatNetwork.of(t, manager).logits(images),
              FlatNetwork.of(s, manager).logits(images),
              test.labels())
          .of(weights)
          .mean()
          .getFloat();
    }
  }

  private static Graph logits(Path model) throws Exception {
    return Classifier.of(Passes.simplify(OnnxReader.read(model).graph())).logits();
  }
}
