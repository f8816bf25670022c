package ai.faithful.verify.certificate;

import ai.djl.ndarray.NDManager;
import ai.faithful.ir.Graph;
import ai.faithful.verify.bound.BoundSettings;
import ai.faithful.verify.bound.Method;
import ai.faithful.verify.bound.MovingRow;
import ai.faithful.verify.joint.JointGraph;
import ai.faithful.verify.region.Region;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Rigorous bounds on the logits of two networks. */
final class PairBounds implements AutoCloseable {
  private final JointGraph joint;
  private final NetworkBounds network;
  private final int classes;

  PairBounds(
      Graph teacher,
      Graph student,
      BoundMethod method,
      BoundSettings settings,
      NDManager manager,
      int classes) {
    this.joint =
        method == BoundMethod.JOINT
            ? JointGraph.of(teacher, student)
            : JointGraph.separate(teacher, student);
    this.network = new NetworkBounds(joint.graph(), manager, settings);
    this.classes = classes;
  }

  int classes() {
    return classes;
  }

  /** The most elements that one value of either network has. */
  int widest() {
    return network.widest();
  }

  /** As {@link NetworkBounds#intermediate}. */
  BoundedRegions intermediate(List<? extends Region> regions, Method method) {
    return network.intermediate(regions, method);
  }

  /** Boxes of the logits of the two networks. */
  LogitBoxes logits(BoundedRegions regions) {
    return boxes(
        network.ends(regions, joint.teacherOutput()), network.ends(regions, joint.studentOutput()));
  }

  private static LogitBoxes boxes(NetworkBounds.Ends teacher, NetworkBounds.Ends student) {
    return new LogitBoxes(teacher.lower(), teacher.upper(), student.lower(), student.upper());
  }

  /** Rigorous logits at single points. */
  LogitBoxes at(double[][] points) {
    Map<String, NetworkBounds.Ends> ends = network.at(points);
    return boxes(
        Objects.requireNonNull(ends.get(joint.teacherOutput())),
        Objects.requireNonNull(ends.get(joint.studentOutput())));
  }

  /** Logits at single points in plain double arithmetic; all lower ends are the upper ends. */
  LogitBoxes near(double[][] points) {
    Map<String, double[][]> outputs = network.near(points);
    double[][] teacher = Objects.requireNonNull(outputs.get(joint.teacherOutput()));
    double[][] student = Objects.requireNonNull(outputs.get(joint.studentOutput()));
    return new LogitBoxes(teacher, teacher, student, student);
  }

  /**
   * Rigorous minima of rows over the logits, as many for each region.
   *
   * @return {@code [regions][rows]}
   */
  double[][] minima(BoundedRegions bounded, List<LogitRows> rows) {
    return minima(bounded, rows, false);
  }

  /** As {@link #minima}, with the least effort: for many trials. */
  double[][] trialMinima(BoundedRegions bounded, List<LogitRows> rows) {
    return minima(bounded, rows, true);
  }

  private double[][] minima(BoundedRegions bounded, List<LogitRows> rows, boolean trial) {
    double[][][] teacher = rows.stream().map(LogitRows::teacher).toArray(double[][][]::new);
    double[][][] student = rows.stream().map(LogitRows::student).toArray(double[][][]::new);
    double[][] constant = rows.stream().map(LogitRows::constant).toArray(double[][]::new);
    if (constant[0].length == 0) {
      return constant;
    }
    return network.minima(
        bounded,
        Map.of(joint.teacherOutput(), teacher, joint.studentOutput(), student),
        constant,
        trial);
  }

  /** Rigorous minima of rows that may move meanwhile, any number for each region. */
  double[][] minima(BoundedRegions bounded, MovingRow[][] rows) {
    return network.minima(bounded, rows, List.of(joint.teacherOutput(), joint.studentOutput()));
  }

  /** By which rows are bounded at best. */
  Method method() {
    return network.method();
  }

  /** How many steps searches for slopes took so far, counted for each row. */
  long steps() {
    return network.steps();
  }

  /** The name of the teacher's logits. */
  String teacherOutput() {
    return joint.teacherOutput();
  }

  @Override
  public void close() {
    network.close();
  }
}
