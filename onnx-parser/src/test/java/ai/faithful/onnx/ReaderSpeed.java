package ai.faithful.onnx;

import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.onnx.tensor.TensorEncoder;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * How long reading a large model takes, beside ONNX Runtime's making of a session of the same file:
 * {@code ReaderSpeed FILE [MEGABYTES]} writes a perceptron of that many megabytes of weights to the
 * file and reads it in turns.
 */
final class ReaderSpeed {
  private static final int ROUNDS = 7;

  private ReaderSpeed() {}

  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[0]);
    int megabytes = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
    Files.write(file, perceptron(megabytes));
    double[] ours = new double[ROUNDS];
    double[] theirs = new double[ROUNDS];
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      OnnxModel model = OnnxReader.read(file);
      ours[round] = (System.nanoTime() - start) / 1e9;
      start = System.nanoTime();
      try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
          OrtSession session = environment.createSession(file.toString(), options)) {
        theirs[round] = (System.nanoTime() - start) / 1e9;
        System.out.printf(
            Locale.ROOT,
            "%.3f s to read %d parameters, %.3f s for a session of %d inputs%n",
            ours[round],
            model.graph().parameterCount(),
            theirs[round],
            session.getNumInputs());
      }
    }
    Arrays.sort(ours);
    Arrays.sort(theirs);
    System.out.printf(
        Locale.ROOT,
        "median: %.3f s to read %d MB, %.3f s for ONNX Runtime's session: %.2f times%n",
        ours[ROUNDS / 2],
        Files.size(file) >> 20,
        theirs[ROUNDS / 2],
        ours[ROUNDS / 2] / theirs[ROUNDS / 2]);
    Files.delete(file);
  }

  /** Square layers of 1024 neurons, of 4 MB each. */
  private static byte[] perceptron(int megabytes) {
    int width = 1024;
    Random random = new Random(3);
    ModelFixture fixture = new ModelFixture(17).input("x0", "N", width);
    int layers = Math.max(1, megabytes / 4);
    for (int i = 0; i < layers; i++) {
      float[] weights = new float[width * width];
      for (int k = 0; k < weights.length; k++) {
        weights[k] = (random.nextFloat() - 0.5f) / 16;
      }
      fixture.initialiser(
          TensorEncoder.float32("w" + i, Tensor.ofFloats(Shape.of(width, width), weights)));
      fixture.node("MatMul", "x" + i + " w" + i, "h" + i);
      fixture.node("Relu", "h" + i, "x" + (i + 1));
    }
    return fixture.output("x" + layers, "N", width).bytes();
  }
}
