package ai.faithful.training.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.faithful.onnx.OnnxModel;
import ai.faithful.onnx.OnnxReader;
import ai.faithful.training.Runs;
import ai.faithful.training.data.Dataset;
import ai.faithful.training.data.Datasets;
import ai.faithful.training.data.Split;
import ai.faithful.training.loop.Batches;
import ai.faithful.training.loop.FlatNetwork;
import ai.faithful.training.loop.Progress;
import ai.faithful.training.robust.TeacherMethod;
import ai.faithful.training.robust.TeacherTraining;
import ai.faithful.verify.runtime.OnnxSession;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportedModelsTest {
  private static final int COUNT = 1000;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path dir;

  /** Trained by the tensor engine, run by ONNX Runtime: the same logits on a thousand images. */
  @Test
  void onnxRuntimeComputesWhatWasTrained() throws Exception {
    Dataset data = Datasets.load("digits", Optional.empty(), Split.TRAIN).first(COUNT);
    for (String architecture : new String[] {"mlp:32,32", "cnn+bn:4k3s2,16", "resnet+bn:2,1"}) {
      Path file = dir.resolve("model.onnx");
      TeacherTraining.run(
          Runs.teacher(
              file, 2, TeacherMethod.STANDARD, architecture, OptionalInt.of(256), Optional.empty()),
          Progress.silent());
      OnnxModel model = OnnxReader.read(file);
      try (NDManager manager = NDManager.newBaseManager();
          OnnxSession session = OnnxSession.open(model)) {
        float[] engine =
            FlatNetwork.of(model.graph(), manager)
                .logits(Batches.images(data, IntStream.range(0, COUNT).toArray(), manager))
                .toFloatArray();
        double worst = 0;
        double[][] runtime = session.run(data.images());
        for (int i = 0; i < COUNT; i++) {
          for (int k = 0; k < 10; k++) {
            worst = Math.max(worst, Math.abs(runtime[i][k] - engine[10 * i + k]));
          }
        }
        assertThat(worst).as(architecture).isCloseTo(0, within(1e-5));
      }
    }
  }
}
