package ai.faithful.training.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.faithful.ir.Graph;
import ai.faithful.ir.eval.Evaluator;
import ai.faithful.onnx.ModelException;
import ai.faithful.onnx.OnnxModel;
import ai.faithful.onnx.OnnxReader;
import ai.faithful.onnx.OnnxWriter;
import ai.faithful.onnx.WriteOptions;
import ai.faithful.training.Output;
import ai.faithful.training.TrainingException;
import ai.faithful.training.TrainingException.Code;
import ai.faithful.training.data.Dataset;
import ai.faithful.training.loop.Batches;
import ai.faithful.training.loop.FlatNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.IntStream;

/** Writes a trained graph and its card, and proves that the file computes what was trained. */
public final class Exporter {
  private static final int PROBES = 32;
  private static final double TOLERANCE = 1e-5;

  private Exporter() {}

  /**
   * Writes {@code graph} with a symbolic batch axis, reads it back and compares its logits with the
   * network's on test images.
   *
   * @return the model as read back
   * @throws TrainingException if it cannot be written or computes something else
   */
  public static OnnxModel model(
      Graph graph, FlatNetwork network, Dataset test, Output output, NDManager manager)
      throws TrainingException {
    Path file = output.onnx();
    OnnxModel model;
    try {
      createParent(file);
      Map<String, String> metadata =
          Map.of("tool", "faithful " + output.toolVersion(), "command", output.command());
      OnnxWriter.write(graph, file, new WriteOptions(true, metadata));
      model = OnnxReader.read(file);
    } catch (IOException e) {
      throw cannotWrite(file, e);
    } catch (ModelException e) {
      throw new TrainingException(
          Code.EXPORT, "the model just written cannot be read back: " + e.getMessage(), e);
    }
    compare(model, network, test, manager);
    return model;
  }

  /** Writes the card beside the model. */
  public static void card(ModelCard card, Output output) throws TrainingException {
    Path file = output.card();
    try {
      // Not one of the system's temporary files: those are closed to other users.
      Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
      try {
        Files.writeString(temporary, card.toJson());
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw cannotWrite(file, e);
    }
  }

  /**
   * Looks at the place of the output before work is spent.
   *
   * @throws TrainingException if {@code output} lies where nothing can be written
   */
  public static void checkWritable(Output output) throws TrainingException {
    Path file = output.onnx();
    try {
      createParent(file);
    } catch (IOException e) {
      throw cannotWrite(file, e);
    }
    if (Files.isDirectory(file)) {
      throw new TrainingException(
          Code.EXPORT, file + ": is a directory; name a file such as student.onnx by --out");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new TrainingException(
          Code.EXPORT, file + ": is no regular file; name one such as student.onnx by --out");
    }
  }

  private static void compare(OnnxModel model, FlatNetwork network, Dataset test, NDManager manager)
      throws TrainingException {
    Evaluator evaluator = new Evaluator(model.graph());
    int[] indices = IntStream.range(0, Math.min(PROBES, test.size())).toArray();
    try (NDManager step = manager.newSubManager()) {
      NDArray logits = network.logits(Batches.images(test, indices, step));
      float[] trained = logits.toFloatArray();
      for (int i = 0; i < indices.length; i++) {
        float[] image = test.images()[i];
        double[] written =
            evaluator.run(IntStream.range(0, image.length).mapToDouble(p -> image[p]).toArray());
        for (int k = 0; k < written.length; k++) {
          double difference = Math.abs(written[k] - trained[i * written.length + k]);
          if (!(difference <= TOLERANCE * Math.max(1, Math.abs(written[k])))) {
            throw new TrainingException(
                Code.EXPORT,
                model.path()
                    + ": logit "
                    + k
                    + " of test image "
                    + i
                    + " differs by "
                    + difference
                    + " from the trained network's; please report this");
          }
        }
      }
    }
  }

  private static void createParent(Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
  }

  private static TrainingException cannotWrite(Path file, IOException e) {
    return new TrainingException(
        Code.EXPORT,
        file + ": cannot be written (" + e + "); check the directory and its space",
        e);
  }
}
