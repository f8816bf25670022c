package ai.faithful.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.faithful.ir.Graph;
import ai.faithful.onnx.OnnxModel;
import ai.faithful.onnx.OnnxReader;
import ai.faithful.training.Initial;
import ai.faithful.training.Runs;
import ai.faithful.training.data.Dataset;
import ai.faithful.training.data.Datasets;
import ai.faithful.training.data.Split;
import ai.faithful.training.distill.Base;
import ai.faithful.training.distill.DistillMethod;
import ai.faithful.training.distill.DistillSettings;
import ai.faithful.training.distill.StudentDistillation;
import ai.faithful.training.model.Trainable;
import ai.faithful.training.robust.TeacherMethod;
import ai.faithful.training.robust.TeacherTraining;
import ai.faithful.verify.runtime.OnnxSession;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Students of every architecture, in ONNX Runtime and on the tensor engine: the same logits on a
 * thousand images. The original is what was trained, put together from its last checkpoint: batch
 * normalisation is not folded into its weights there, and no file has been between.
 */
class ExportedStudentsTest {
  private static final int COUNT = 1000;
  private static final int TRAINED_ON = 256;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  static Path teacherDir;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path dir;

  @BeforeAll
  static void teacher() throws Exception {
    TeacherTraining.run(
        Runs.teacher(teacherDir.resolve("teacher.onnx"), 2, TeacherMethod.STANDARD),
        Progress.silent());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mlp:",
        "mlp:32,32",
        "cnn:4k3s2,16",
        "cnn+bn:4k3s2,16",
        "cnn_2layer:1",
        "cnn_4layer:1",
        "cnn+bn:4k3s1,4k4s2,8k3s1,8k4s2,32,32",
        "cnn7:2",
        "cnn:2k3s1,2k3s1,4k3s2,4k3s1,4k3s1,32",
        "resnet:2,2",
        "resnet+bn:2,2"
      })
  void onnxRuntimeComputesWhatWasTrained(String architecture) throws Exception {
    CheckpointDirectory checkpoints = new CheckpointDirectory(dir.resolve("checkpoints"), true);
    DistillSettings settings =
        Runs.student(
            teacherDir.resolve("teacher.onnx"),
            dir.resolve("student.onnx"),
            4,
            DistillMethod.KD,
            Base.KL,
            architecture,
            OptionalInt.of(TRAINED_ON),
            Optional.of(checkpoints));
    StudentDistillation.run(settings, Progress.silent());

    Dataset data = Datasets.load("digits", Optional.empty(), Split.TRAIN);
    OnnxModel model = OnnxReader.read(settings.output().onnx());
    try (NDManager manager = NDManager.newBaseManager();
        OnnxSession session = OnnxSession.open(model)) {
      float[] engine =
          FlatNetwork.of(original(settings, data, manager), manager)
              .logits(Batches.images(data, IntStream.range(0, COUNT).toArray(), manager))
              .toFloatArray();
      double[][] runtime = session.run(data.first(COUNT).images());
      double worst = 0;
      double largest = 0;
      for (int i = 0; i < COUNT; i++) {
        for (int k = 0; k < 10; k++) {
          worst = Math.max(worst, Math.abs(runtime[i][k] - engine[10 * i + k]));
          largest = Math.max(largest, Math.abs(runtime[i][k]));
        }
      }
      assertThat(worst).isLessThanOrEqualTo(1e-5);
      assertThat(largest).isGreaterThan(0.1); // it has learnt something
    }
  }

  /** The trained network as it was before it was folded and written. */
  private static Graph original(DistillSettings settings, Dataset all, NDManager manager)
      throws Exception {
    Dataset data = all.first(TRAINED_ON);
    Schedule schedule = settings.schedule();
    Trainable model = Initial.of(settings.architecture(), data, schedule.seed());
    Path last = settings.output().checkpoints().orElseThrow().path();
    Checkpoint checkpoint = Checkpoint.read(last.resolve("epoch-0004.checkpoint"));
    Weights weights = new Weights(model.graph(), manager);
    Weights.upload(checkpoint.weights(), weights.arrays());
    Map<String, NDArray> computed =
        new Population(model, new Normalisation(model, manager), data, schedule.batch())
            .weights(weights.arrays(), manager);
    return weights.graph(computed);
  }
}
