package ai.faithful.training.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.faithful.ir.Graph;
import ai.faithful.verify.bound.Box;
import ai.faithful.verify.bound.Crown;
import ai.faithful.verify.bound.IntervalBounds;
import ai.faithful.verify.bound.Rounding;
import ai.faithful.verify.bound.Rows;
import ai.faithful.verify.joint.JointGraph;
import ai.faithful.verify.rule.Network;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The certified term of faithful distillation (THEORY 8): for each image an upper bound of FI =
 * max(over, under) on the confidence in its label, over the l_inf ball cut with [0, 1],
 * differentiable in the student's weights.
 *
 * <p>Joint backward rows through the softmax tangents of THEORY 3.2 and 3.3 (THEORY 4.3), two an
 * image, on interval intermediate bounds. The tangents are taken at the clean logits and held
 * constant in the gradient.
 */
final class ImitationBound {
  private static final String STUDENT = "student/";

  private final JointGraph joint;
  private final Network network;
  private final LogitGaps teacherGaps;
  private final LogitGaps studentGaps;
  private final ai.faithful.ir.Shape inputShape;
  private final ai.faithful.ir.Shape teacherShape;
  private final ai.faithful.ir.Shape studentShape;
  private final int classes;

  /**
   * Joins the two.
   *
   * @param manager holds both networks' constants
   */
  ImitationBound(Graph teacher, Graph student, NDManager manager) {
    this.joint = JointGraph.trainable(teacher, student);
    this.network = Network.of(joint.graph(), manager, DataType.FLOAT32);
    // The student's width decides the slopes that it is pulled along: the better bound pays there.
    // A teacher is large, and in training its own looser one does.
    this.teacherGaps = new LogitGaps(joint.graph(), joint.teacherOutput(), false, manager);
    this.studentGaps = new LogitGaps(joint.graph(), joint.studentOutput(), true, manager);
    this.inputShape = joint.graph().inputs().get(0).shape();
    this.teacherShape = joint.graph().shapeOf(joint.teacherOutput());
    this.studentShape = joint.graph().shapeOf(joint.studentOutput());
    this.classes = teacherShape.size();
  }

  /** Regions: boxes around images, [N, features] each. */
  record Regions(NDArray lower, NDArray upper) {
    static Regions around(NDArray images, double epsilon) {
      return new Regions(images.sub(epsilon).maximum(0), images.add(epsilon).minimum(1));
    }
  }

  /**
   * The two rows of each image, without a tape: row 0 is a lower bound of pT_c - pS_c, row 1 of
   * pS_c - pT_c.
   *
   * @param weights the student's by name
   * @param teacherLogits clean, [N, classes]
   * @param studentLogits clean, [N, classes]
   * @param labels c of each image
   */
  Rows rows(
      Regions regions,
      Map<String, NDArray> weights,
      NDArray teacherLogits,
      NDArray studentLogits,
      int[] labels) {
    NDManager manager = regions.lower().getManager();
    Network current = network.withParameters(prefixed(weights));
    Map<String, Box> boxes = intervals(current, regions);
    double[][][] ofTeacher = teacherGaps.of(boxes, Map.of(), labels, manager);
    double[][][] ofStudent = studentGaps.of(boxes, prefixed(weights), labels, manager);
    float[] atTeacher = teacherLogits.toFloatArray();
    float[] atStudent = studentLogits.toFloatArray();
    int n = labels.length;
    float[] onTeacher = new float[n * 2 * classes];
    float[] onStudent = new float[n * 2 * classes];
    float[] constant = new float[n * 2];
    for (int i = 0; i < n; i++) {
      double[] zT = row(atTeacher, i);
      double[] zS = row(atStudent, i);
      int c = labels[i];
      put(
          ConfidenceTangent.below(zT, c, ofTeacher[i][0], ofTeacher[i][1]),
          ConfidenceTangent.above(zS, c, ofStudent[i][0], ofStudent[i][1]),
          onTeacher,
          onStudent,
          constant,
          2 * i);
      put(
          ConfidenceTangent.below(zS, c, ofStudent[i][0], ofStudent[i][1]),
          ConfidenceTangent.above(zT, c, ofTeacher[i][0], ofTeacher[i][1]),
          onStudent,
          onTeacher,
          constant,
          2 * i + 1);
    }
    return new Rows(
        Map.of(
            joint.teacherOutput(), manager.create(onTeacher, shape(n, 2, teacherShape)),
            joint.studentOutput(), manager.create(onStudent, shape(n, 2, studentShape))),
        manager.create(constant, new Shape(n, 2)));
  }

  /** The bound of each image, [N]; the tape can follow it to {@code weights}. */
  NDArray bounds(Regions regions, Rows rows, Map<String, NDArray> weights) {
    Network current = network.withParameters(prefixed(weights));
    NDArray lower = Crown.lowerBound(current, intervals(current, regions), rows, Rounding.NONE);
    return lower.neg().max(new int[] {1});
  }

  private Map<String, Box> intervals(Network current, Regions regions) {
    long n = regions.lower().getShape().get(0);
    Shape shape = shape(n, inputShape);
    Box box = new Box(regions.lower().reshape(shape), regions.upper().reshape(shape));
    return IntervalBounds.compute(current, Map.of(JointGraph.INPUT, box), Rounding.NONE);
  }

  /** below(one) - above(other), as row {@code r}. */
  private void put(
      ConfidenceTangent below,
      ConfidenceTangent above,
      float[] onBelow,
      float[] onAbove,
      float[] constant,
      int r) {
    for (int k = 0; k < classes; k++) {
      onBelow[r * classes + k] = (float) below.slopes()[k];
      onAbove[r * classes + k] = (float) -above.slopes()[k];
    }
    constant[r] = (float) (below.intercept() - above.intercept());
  }

  private double[] row(float[] logits, int i) {
    double[] row = new double[classes];
    for (int k = 0; k < classes; k++) {
      row[k] = logits[i * classes + k];
    }
    return row;
  }

  private static Map<String, NDArray> prefixed(Map<String, NDArray> weights) {
    Map<String, NDArray> prefixed = new LinkedHashMap<>();
    weights.forEach((name, array) -> prefixed.put(STUDENT + name, array));
    return prefixed;
  }

  private static Shape shape(long n, ai.faithful.ir.Shape value) {
    return new Shape(n).addAll(extents(value));
  }

  private static Shape shape(long n, long rows, ai.faithful.ir.Shape value) {
    return new Shape(n, rows).addAll(extents(value));
  }

  private static Shape extents(ai.faithful.ir.Shape value) {
    return new Shape(value.dims().stream().mapToLong(d -> d).toArray());
  }
}
