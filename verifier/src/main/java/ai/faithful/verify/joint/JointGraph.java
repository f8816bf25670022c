package ai.faithful.verify.joint;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Input;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Two networks in one graph, names prefixed {@code teacher/} and {@code student/}, with two
 * outputs.
 *
 * @param graph the joint graph
 * @param teacherOutput name of the teacher's logits in it
 * @param studentOutput name of the student's logits in it
 */
public record JointGraph(Graph graph, String teacherOutput, String studentOutput) {
  /** The shared input of {@link #of}. */
  public static final String INPUT = "input";

  private static final String TEACHER = "teacher/";
  private static final String STUDENT = "student/";

  /**
   * Both networks on one shared input, named {@link #INPUT}, in the teacher's shape. A student with
   * another layout of as many elements reads it through a Reshape. What the student computes
   * exactly as the teacher does, with equal and exact constants, is computed once: the difference
   * of a network and its copy is then 0.
   *
   * @param teacher a graph with one input and one output
   * @param student likewise
   * @throws IllegalArgumentException if the inputs differ in size, or a graph has several
   */
  public static JointGraph of(Graph teacher, Graph student) {
    return shared(teacher, student, true);
  }

  /**
   * As {@link #of}, with all of the student's nodes kept apart, so that its constants may be
   * replaced by the live arrays of a training run.
   *
   * @throws IllegalArgumentException as {@link #of}
   */
  public static JointGraph trainable(Graph teacher, Graph student) {
    return shared(teacher, student, false);
  }

  private static JointGraph shared(Graph teacher, Graph student, boolean merge) {
    Input own = onlyInput(teacher);
    Input other = onlyInput(student);
    if (own.shape().size() != other.shape().size()) {
      throw new IllegalArgumentException(
          "the teacher reads "
              + own.shape()
              + ", the student "
              + other.shape()
              + ": the inputs have to agree in size");
    }
    Parts parts = new Parts(merge);
    parts.inputs.add(new Input(INPUT, own.shape()));
    String studentInput = INPUT;
    if (!own.shape().equals(other.shape())) {
      studentInput = STUDENT + other.name();
      parts.nodes.add(
          new Node(studentInput, new Op.Reshape(other.shape()), List.of(INPUT), other.shape()));
    }
    return parts.join(teacher, INPUT, student, studentInput);
  }

  /**
   * Both networks with an input each, {@code teacher/input} and {@code student/input}: what is
   * known when their correlation is ignored.
   *
   * @throws IllegalArgumentException if a graph has several inputs or outputs
   */
  public static JointGraph separate(Graph teacher, Graph student) {
    Parts parts = new Parts(false);
    parts.inputs.add(new Input(TEACHER + INPUT, onlyInput(teacher).shape()));
    parts.inputs.add(new Input(STUDENT + INPUT, onlyInput(student).shape()));
    return parts.join(teacher, TEACHER + INPUT, student, STUDENT + INPUT);
  }

  private static Input onlyInput(Graph graph) {
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1) {
      throw new IllegalArgumentException(
          "graph " + graph.name() + " has to have one input and one output");
    }
    return graph.inputs().get(0);
  }

  private static final class Parts {
    final List<Input> inputs = new ArrayList<>();
    final Map<String, Constant> constants = new LinkedHashMap<>();
    final List<Node> nodes = new ArrayList<>();
    private final boolean merge;
    private final Map<Computation, String> computed = new HashMap<>();

    Parts(boolean merge) {
      this.merge = merge;
    }

    /** What a node computes: equal computations have equal values. */
    private record Computation(Op op, List<Object> operands) {}

    JointGraph join(Graph teacher, String teacherInput, Graph student, String studentInput) {
      String teacherOutput = append(teacher, TEACHER, teacherInput);
      String studentOutput = append(student, STUDENT, studentInput);
      Graph joint =
          new Graph(
              teacher.name() + " with " + student.name(),
              inputs,
              constants,
              nodes,
              List.of(teacherOutput, studentOutput));
      return new JointGraph(joint, teacherOutput, studentOutput);
    }

    private String append(Graph graph, String prefix, String input) {
      Map<String, String> names = new HashMap<>();
      names.put(graph.inputs().get(0).name(), input);
      graph
          .constants()
          .forEach(
              (name, constant) -> {
                names.put(name, unused(prefix + name));
                constants.put(names.get(name), constant);
              });
      for (Node node : graph.nodes()) {
        List<String> operands =
            node.inputs().stream().map(name -> Objects.requireNonNull(names.get(name))).toList();
        Computation computation = computation(node.op(), operands);
        String known = merge ? computed.get(computation) : null;
        if (known != null) {
          names.put(node.name(), known);
          continue;
        }
        String name = unused(prefix + node.name());
        computed.put(computation, name);
        names.put(node.name(), name);
        nodes.add(new Node(name, node.op(), operands, node.shape()));
      }
      String output = Objects.requireNonNull(names.get(graph.outputs().get(0)));
      return merge && !output.startsWith(prefix) ? renamed(graph, output, prefix) : output;
    }

    /**
     * Exact constants are compared by value. What is only enclosed, a folded constant or what
     * float32 did to a value, may differ between two that are enclosed alike.
     */
    private Computation computation(Op op, List<String> operands) {
      List<Object> keys = new ArrayList<>();
      for (String operand : operands) {
        Constant constant = constants.get(operand);
        keys.add(constant == null || !constant.isExact() ? operand : constant);
      }
      return new Computation(op, keys);
    }

    /** An output under the network's own prefix, so that the two outputs always differ. */
    private String renamed(Graph graph, String output, String prefix) {
      Shape shape = graph.shapeOf(graph.outputs().get(0));
      String name = unused(prefix + graph.outputs().get(0));
      nodes.add(new Node(name, new Op.Reshape(shape), List.of(output), shape));
      return name;
    }

    /** A node may bear the name that a joint input took. */
    private String unused(String name) {
      String unused = name;
      while (taken(unused)) {
        unused += "'";
      }
      return unused;
    }

    private boolean taken(String name) {
      return inputs.stream().anyMatch(input -> input.name().equals(name));
    }
  }
}
