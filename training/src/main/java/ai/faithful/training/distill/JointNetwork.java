package ai.faithful.training.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.faithful.ir.Graph;
import ai.faithful.training.bound.MarginBounds;
import ai.faithful.verify.bound.Box;
import ai.faithful.verify.bound.Crown;
import ai.faithful.verify.bound.IntervalBounds;
import ai.faithful.verify.bound.Rounding;
import ai.faithful.verify.bound.Rows;
import ai.faithful.verify.joint.JointGraph;
import ai.faithful.verify.rule.Network;
import java.util.LinkedHashMap;
import java.util.Map;

/** Teacher and student on one shared input, the student with live weights. */
final class JointNetwork {
  private static final String STUDENT = "student/";

  private final JointGraph joint;
  private final Network network;
  private final NDManager manager;
  private final ai.faithful.ir.Shape teacherShape;
  private final ai.faithful.ir.Shape studentShape;

  /**
   * Joins the two.
   *
   * @param manager holds both networks' constants
   */
  JointNetwork(Graph teacher, Graph student, NDManager manager) {
    this.joint = JointGraph.trainable(teacher, student);
    this.network = Network.of(joint.graph(), manager, DataType.FLOAT32);
    this.manager = manager;
    this.teacherShape = joint.graph().shapeOf(joint.teacherOutput());
    this.studentShape = joint.graph().shapeOf(joint.studentOutput());
  }

  int classes() {
    return teacherShape.size();
  }

  /** Bounds of the teacher's margins, by backward rows to the input or to the last activation. */
  MarginBounds teacherMargins(boolean fromInput) {
    return new MarginBounds(joint.graph(), joint.teacherOutput(), fromInput, manager);
  }

  /** Bounds of the student's margins. */
  MarginBounds studentMargins(boolean fromInput) {
    return new MarginBounds(joint.graph(), joint.studentOutput(), fromInput, manager);
  }

  /** The student's weights under the names that they have in the joint graph. */
  static Map<String, NDArray> prefixed(Map<String, NDArray> weights) {
    Map<String, NDArray> prefixed = new LinkedHashMap<>();
    weights.forEach((name, array) -> prefixed.put(STUDENT + name, array));
    return prefixed;
  }

  /** A box of every value. */
  Map<String, Box> intervals(Region region, Map<String, NDArray> weights) {
    return intervals(network.withParameters(prefixed(weights)), region);
  }

  private Map<String, Box> intervals(Network current, Region region) {
    long n = region.lower().getShape().get(0);
    Shape shape = new Shape(n).addAll(extents(joint.graph().inputs().get(0).shape()));
    Box box = new Box(region.lower().reshape(shape), region.upper().reshape(shape));
    return IntervalBounds.compute(current, Map.of(JointGraph.INPUT, box), Rounding.NONE);
  }

  /**
   * Rows over both logit vectors.
   *
   * @param onTeacher coefficients, [n, count, classes] flat
   * @param onStudent likewise
   * @param constant [n, count] flat
   * @param to where the arrays belong
   */
  Rows rows(
      int n, int count, float[] onTeacher, float[] onStudent, float[] constant, NDManager to) {
    Shape each = new Shape(n, count);
    return new Rows(
        Map.of(
            joint.teacherOutput(),
            to.create(onTeacher, each.addAll(extents(teacherShape))),
            joint.studentOutput(),
            to.create(onStudent, each.addAll(extents(studentShape)))),
        to.create(constant, each));
  }

  /** Lower bounds of rows, [n, count]; the tape can follow them to {@code live}. */
  NDArray lowerBound(Region region, Rows rows, Map<String, NDArray> live) {
    Network current = network.withParameters(prefixed(live));
    return Crown.lowerBound(current, intervals(current, region), rows, Rounding.NONE);
  }

  private static Shape extents(ai.faithful.ir.Shape value) {
    return new Shape(value.dims().stream().mapToLong(d -> d).toArray());
  }
}
