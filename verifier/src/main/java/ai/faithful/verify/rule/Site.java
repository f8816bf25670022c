package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import ai.faithful.ir.Node;
import ai.faithful.ir.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One node with what its rule needs to know of its operands.
 *
 * @param node the operator application
 * @param shapes of its operands
 * @param variable which operands depend on a graph input
 * @param parameters where its constant operands are found
 */
public record Site(Node node, List<Shape> shapes, List<Boolean> variable, Parameters parameters) {
  public Site {
    shapes = List.copyOf(shapes);
    variable = List.copyOf(variable);
  }

  /** The shape of the node's value. */
  public Shape shape() {
    return node.shape();
  }

  /** The shape of operand {@code arg}. */
  public Shape shape(int arg) {
    return shapes.get(arg);
  }

  public boolean isVariable(int arg) {
    return variable.get(arg);
  }

  /** Indices of the operands that depend on a graph input. */
  public List<Integer> variables() {
    List<Integer> variables = new ArrayList<>();
    for (int i = 0; i < variable.size(); i++) {
      if (variable.get(i)) {
        variables.add(i);
      }
    }
    return variables;
  }

  /** The elements of constant operand {@code arg}, {@code [*shape(arg)]}. */
  public NDArray constant(int arg) {
    return parameters.value(node.inputs().get(arg));
  }

  /** The magnitudes of constant operand {@code arg}. */
  public NDArray absolute(int arg) {
    return parameters.absolute(node.inputs().get(arg));
  }

  /** Constant operand {@code arg}, a matrix, with its axes exchanged. */
  public NDArray transposed(int arg) {
    return parameters.transposed(node.inputs().get(arg));
  }

  /** The error radius of constant operand {@code arg}, null if it is exact. */
  public @Nullable NDArray radius(int arg) {
    return parameters.radius(node.inputs().get(arg));
  }
}
