package ai.faithful.verify.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.faithful.ir.Graph;
import ai.faithful.verify.region.Region;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Projected gradient ascent on the difference of two networks' confidences in a class, over both
 * signs: sign steps of decreasing size with momentum, several starts. Candidates are float32 inputs
 * inside the region. In float32: what it finds is evaluated elsewhere.
 */
public final class ConfidenceAttack {
  private final NDManager manager;
  private final Network teacher;
  private final Network student;
  private final AttackSettings settings;

  /**
   * Uploads both networks to the manager.
   *
   * @param teacher from the input to the logits
   * @param student likewise, of an input of the same size
   */
  public ConfidenceAttack(
      Graph teacher, Graph student, NDManager manager, AttackSettings settings) {
    this.manager = manager;
    this.teacher = Network.of(teacher, manager, DataType.FLOAT32);
    this.student = Network.of(student, manager, DataType.FLOAT32);
    this.settings = settings;
  }

  /**
   * The best input found for each image: index 0 maximises pS_c - pT_c (the student
   * over-confident), index 1 the opposite. The image itself is the first candidate.
   *
   * @param images flat, inside their regions
   * @param labels the class c of each image
   * @param seeds of each image's random starts
   * @return {@code [images][2][elements]}
   */
  public float[][][] run(List<float[]> images, List<Region> regions, int[] labels, long[] seeds) {
    int size = images.isEmpty() ? 0 : images.get(0).length;
    int restarts = settings.steps() == 0 ? 1 : settings.restarts();
    Ascent[] ascents = new Ascent[images.size() * 2 * restarts];
    for (int i = 0; i < images.size(); i++) {
      for (int k = 0; k < 2 * restarts; k++) {
        Random start = k < 2 ? null : new Random(seeds[i] * 1_000_003 + k);
        ascents[i * 2 * restarts + k] =
            new Ascent(images.get(i), regions.get(i), labels[i], k % 2 == 0 ? 1 : -1, start);
      }
    }
    for (int step = 0; step <= settings.steps() && settings.steps() > 0; step++) {
      climb(ascents, size, step);
    }
    float[][][] best = new float[images.size()][2][];
    for (int i = 0; i < images.size(); i++) {
      for (int side = 0; side < 2; side++) {
        Ascent chosen = ascents[i * 2 * restarts + side];
        for (int k = 1; k < restarts; k++) {
          Ascent other = ascents[i * 2 * restarts + 2 * k + side];
          chosen = other.bestValue > chosen.bestValue ? other : chosen;
        }
        best[i][side] = chosen.best;
      }
    }
    return best;
  }

  /** Evaluates every ascent where it stands, remembers the best, and moves on. */
  private void climb(Ascent[] ascents, int size, int step) {
    float[] flat = new float[ascents.length * size];
    for (int i = 0; i < ascents.length; i++) {
      System.arraycopy(ascents[i].x, 0, flat, i * size, size);
    }
    OutputGradient ofTeacher = new OutputGradient(ascents);
    OutputGradient ofStudent = new OutputGradient(ascents);
    float[] byTeacher = gradient(teacher, flat, ofTeacher);
    float[] byStudent = gradient(student, flat, ofStudent);
    double progress = (double) step / settings.steps();
    double reach = Math.max(0.05, 1 - progress) * (1 - 0.5 * progress);
    for (int i = 0; i < ascents.length; i++) {
      Ascent ascent = ascents[i];
      ascent.remember(ofStudent.confidence[i] - ofTeacher.confidence[i]);
      double most = Math.max(ofTeacher.scale[i], ofStudent.scale[i]);
      double weightT = most > 0 ? ofTeacher.scale[i] / most : 1;
      double weightS = most > 0 ? ofStudent.scale[i] / most : 1;
      double[] gradient = new double[size];
      for (int e = 0; e < size; e++) {
        gradient[e] = weightS * byStudent[i * size + e] - weightT * byTeacher[i * size + e];
      }
      ascent.move(gradient, settings.momentum(), reach);
    }
  }

  @SuppressWarnings("try") // the scope frees what is made inside it
  private float[] gradient(Network network, float[] flat, OutputGradient output) {
    try (Scope scope = new Scope()) {
      ai.faithful.ir.Shape shape = network.graph().inputs().get(0).shape();
      long[] dims = new long[shape.rank() + 1];
      dims[0] = flat.length / shape.size();
      for (int i = 0; i < shape.rank(); i++) {
        dims[i + 1] = shape.dim(i);
      }
      NDArray x = manager.create(flat, new Shape(dims));
      return network.inputGradient(x, output::of).toFloatArray();
    }
  }

  /** dp_c/dz for every ascent, scaled to 1 per row: in float32 a sure network has no gradient. */
  private static final class OutputGradient {
    final double[] confidence;
    final double[] scale;
    private final Ascent[] ascents;

    OutputGradient(Ascent[] ascents) {
      this.ascents = ascents;
      this.confidence = new double[ascents.length];
      this.scale = new double[ascents.length];
    }

    NDArray of(NDArray logits) {
      float[] z = logits.toFloatArray();
      int classes = z.length / ascents.length;
      float[] gradient = new float[z.length];
      for (int i = 0; i < ascents.length; i++) {
        row(i, Arrays.copyOfRange(z, i * classes, (i + 1) * classes), gradient);
      }
      return logits.getManager().create(gradient, logits.getShape());
    }

    private void row(int i, float[] z, float[] gradient) {
      int c = ascents[i].label;
      double most = Double.NEGATIVE_INFINITY;
      for (float v : z) {
        most = Math.max(most, v);
      }
      double[] p = new double[z.length];
      double sum = 0;
      double others = 0;
      for (int j = 0; j < z.length; j++) {
        p[j] = Math.exp(z[j] - most);
        sum += p[j];
        others += j == c ? 0 : p[j];
      }
      confidence[i] = p[c] / sum;
      scale[i] = p[c] / sum * (others / sum);
      for (int j = 0; j < z.length; j++) {
        // p_c ([j = c] - p_j) over p_c (1 - p_c)
        double share = others > 0 ? p[j] / others : 1.0 / (z.length - 1);
        gradient[i * z.length + j] = (float) (j == c ? 1 : -share);
      }
    }
  }
}
