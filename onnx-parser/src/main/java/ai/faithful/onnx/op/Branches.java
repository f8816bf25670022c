package ai.faithful.onnx.op;

import ai.faithful.onnx.proto.GraphProto;
import ai.faithful.onnx.proto.NodeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * If: one of two graphs, by a condition.
 *
 * <p>Opset history: 1, later ones more types.
 *
 * <p>Attributes: then_branch, else_branch.
 *
 * <p>Lowering: the nodes of the branch that a known condition selects. A condition that depends on
 * the data is refused: what is computed would jump where it changes.
 */
final class Branches {
  private Branches() {}

  static List<Value> lower(
      Body body, NodeProto node, Attributes attributes, List<Optional<Value>> operands)
      throws Refusal, LoweringException {
    if (operands.size() != 1 || operands.get(0).isEmpty()) {
      throw new Refusal("has no condition");
    }
    if (!(operands.get(0).get() instanceof Value.Known condition)) {
      throw new Refusal("its condition depends on the data", "a constant condition");
    }
    if (condition.tensor().size() != 1) {
      throw new Refusal("its condition is " + condition.shape(), "one boolean");
    }
    boolean taken = condition.tensor().at(0) != 0;
    GraphProto branch = attributes.graph(taken ? "then_branch" : "else_branch");
    if (branch.getInputCount() > 0 || branch.getOutputCount() < node.getOutputCount()) {
      throw new Refusal(
          ("takes a branch of " + branch.getInputCount() + " inputs and ")
              + (branch.getOutputCount() + " outputs"));
    }
    Scope scope = body.scope.inner();
    Initialisers.define(branch, scope, body.reading);
    int before = body.reading.unsupported.size();
    Frame frame = body.frame.branch(FunctionCall.prefix(body, node));
    new Body(body.reading, scope, frame).lower(branch.getNodeList());
    List<Value> results = new ArrayList<>();
    for (int i = 0; i < node.getOutputCount(); i++) {
      String name = branch.getOutput(i).getName();
      Optional<Value> value = scope.find(name);
      if (value.isEmpty()) {
        if (body.reading.unsupported.size() == before && !scope.isMissing(name)) {
          throw new Refusal("the branch does not compute its output " + Text.quote(name));
        }
        return results;
      }
      results.add(value.get());
    }
    return results;
  }
}
