package ai.faithful.cli.conformance;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Tensor;
import java.util.Map;

/** How a case came out. */
sealed interface Outcome {
  /**
   * The stored outputs came out.
   *
   * @param constants whether all inputs but one had to be known while reading
   * @param inputs of the graph, as stored
   */
  record Passed(Graph graph, Map<String, Tensor> inputs, boolean constants) implements Outcome {}

  /** The model was refused, for a reason without names and numbers. */
  record Refused(String reason) implements Outcome {}

  /** Something else came out. */
  record Wrong(String what) implements Outcome {}
}
