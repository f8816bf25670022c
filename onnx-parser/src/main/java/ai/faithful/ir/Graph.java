package ai.faithful.ir;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A network: nodes in topological order over named inputs and constants.
 *
 * @param name for messages
 * @param inputs at least one
 * @param constants by name, in a stable order
 * @param nodes each after everything it reads
 * @param outputs names of values, at least one
 */
public record Graph(
    String name,
    List<Input> inputs,
    Map<String, Constant> constants,
    List<Node> nodes,
    List<String> outputs) {

  /**
   * @throws IllegalArgumentException naming every violation: a name defined twice, read before it
   *     is defined, a shape that does not follow from the operands, no input or no output
   */
  public Graph {
    inputs = List.copyOf(inputs);
    constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
    nodes = List.copyOf(nodes);
    outputs = List.copyOf(outputs);
    List<String> problems = problems(inputs, constants, nodes, outputs);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("graph " + name + ": " + String.join("; ", problems));
    }
  }

  private static List<String> problems(
      List<Input> inputs, Map<String, Constant> constants, List<Node> nodes, List<String> outputs) {
    List<String> problems = new ArrayList<>();
    Map<String, Shape> shapes = new HashMap<>();
    if (inputs.isEmpty() || outputs.isEmpty()) {
      problems.add("a graph needs an input and an output");
    }
    for (Input input : inputs) {
      if (shapes.put(input.name(), input.shape()) != null) {
        problems.add("'" + input.name() + "' is defined twice");
      }
    }
    constants.forEach(
        (constant, value) -> {
          if (shapes.put(constant, value.shape()) != null) {
            problems.add("'" + constant + "' is defined twice");
          }
        });
    for (Node node : nodes) {
      List<Shape> operands = new ArrayList<>();
      for (String operand : node.inputs()) {
        Shape shape = shapes.get(operand);
        if (shape == null) {
          problems.add("node '" + node.name() + "' reads undefined '" + operand + "'");
        } else {
          operands.add(shape);
        }
      }
      if (operands.size() == node.inputs().size()) {
        try {
          Shape shape = node.op().shape(operands);
          if (!shape.equals(node.shape())) {
            problems.add(
                "node '"
                    + node.name()
                    + "' has shape "
                    + node.shape()
                    + ", its operands give "
                    + shape);
          }
        } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
          problems.add("node '" + node.name() + "': " + e.getMessage());
        }
      }
      if (shapes.put(node.name(), node.shape()) != null) {
        problems.add("'" + node.name() + "' is defined twice");
      }
    }
    for (String output : outputs) {
      if (!shapes.containsKey(output)) {
        problems.add("output '" + output + "' is undefined");
      }
    }
    return problems;
  }

  /**
   * The shape of any value.
   *
   * @throws IllegalArgumentException if there is no such value
   */
  public Shape shapeOf(String value) {
    Constant constant = constants.get(value);
    if (constant != null) {
      return constant.shape();
    }
    for (Input input : inputs) {
      if (input.name().equals(value)) {
        return input.shape();
      }
    }
    for (Node node : nodes) {
      if (node.name().equals(value)) {
        return node.shape();
      }
    }
    throw new IllegalArgumentException("graph " + name + " has no value '" + value + "'");
  }

  public boolean isConstant(String value) {
    return constants.containsKey(value);
  }

  /** Names of the values that depend on an input (inputs included). */
  public Set<String> variables() {
    Set<String> variables = new HashSet<>();
    inputs.forEach(input -> variables.add(input.name()));
    for (Node node : nodes) {
      if (node.inputs().stream().anyMatch(variables::contains)) {
        variables.add(node.name());
      }
    }
    return variables;
  }

  /** The number of constants' elements: what is called the parameter count. */
  public long parameterCount() {
    return constants.values().stream().mapToLong(c -> c.value().size()).sum();
  }
}
