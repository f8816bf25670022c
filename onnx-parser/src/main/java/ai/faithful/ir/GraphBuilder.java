package ai.faithful.ir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds a {@link Graph} node by node, working out shapes on the way. Names that are taken get a
 * suffix.
 */
public final class GraphBuilder {
  private final String name;
  private final List<Input> inputs = new ArrayList<>();
  private final Map<String, Constant> constants = new LinkedHashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Shape> shapes = new HashMap<>();

  public GraphBuilder(String name) {
    this.name = name;
  }

  /** Adds an input and returns its name. */
  public String input(String value, Shape shape) {
    String unique = claim(value, shape);
    inputs.add(new Input(unique, shape));
    return unique;
  }

  /** Adds an exact constant and returns its name. */
  public String constant(String value, Tensor tensor) {
    return constant(value, Constant.exact(tensor));
  }

  /** Adds a constant and returns its name. */
  public String constant(String value, Constant constant) {
    String unique = claim(value, constant.shape());
    constants.put(unique, constant);
    return unique;
  }

  /**
   * Adds a node and returns its name.
   *
   * @throws IllegalArgumentException if an operand is unknown or the shapes do not fit
   */
  public String add(String value, Op op, String... operands) {
    List<Shape> operandShapes = new ArrayList<>();
    for (String operand : operands) {
      operandShapes.add(shapeOf(operand));
    }
    Shape shape = op.shape(operandShapes);
    String unique = claim(value, shape);
    nodes.add(new Node(unique, op, List.of(operands), shape));
    return unique;
  }

  /**
   * The shape of a value added so far.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public Shape shapeOf(String value) {
    Shape shape = shapes.get(value);
    if (shape == null) {
      throw new IllegalArgumentException("no value '" + value + "' yet");
    }
    return shape;
  }

  public Graph build(String... outputs) {
    return new Graph(name, inputs, constants, nodes, List.of(outputs));
  }

  private String claim(String value, Shape shape) {
    String unique = value;
    for (int i = 2; shapes.containsKey(unique); i++) {
      unique = value + "_" + i;
    }
    shapes.put(unique, shape);
    return unique;
  }
}
