package ai.faithful.ir;

import java.util.List;

/**
 * One operator application. A node has one output, and the value it produces bears the node's name.
 *
 * @param name unique in its graph
 * @param op what is computed
 * @param inputs names of inputs, constants or earlier nodes
 * @param shape of the value produced
 */
public record Node(String name, Op op, List<String> inputs, Shape shape) {
  public Node {
    inputs = List.copyOf(inputs);
  }
}
