package ai.faithful.verify.certificate;

import ai.faithful.ir.Graph;
import ai.faithful.ir.pass.Classifier;
import ai.faithful.onnx.OnnxModel;
import ai.faithful.onnx.OnnxNode;
import ai.faithful.verify.SettingException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A model as its file has it, for claims about its execution in float32: with the stored weights,
 * nothing folded or merged. Operators whose arithmetic is not known are refused by name. A variance
 * is counted with the roundings of a difference of squares too, which the runtime may make of it. A
 * batch normalisation is read as three steps with the stored mean and bias, so that the rounding of
 * these covers that of the scales and shifts which the runtime makes of them, for its own kernel or
 * for a convolution's weights. A file that computes in 16-bit floats is refused.
 */
final class ExecutedGraph {
  private static final Set<String> KNOWN =
      Set.of(
          "Abs",
          "Add",
          "And",
          "AveragePool",
          "BatchNormalization",
          "Cast",
          "Ceil",
          "Celu",
          "Clip",
          "Concat",
          "Constant",
          "ConstantOfShape",
          "Conv",
          "Div",
          "Dropout",
          "Elu",
          "Equal",
          "Erf",
          "Exp",
          "Expand",
          "Flatten",
          "Floor",
          "Gather",
          "Gelu",
          "Gemm",
          "GlobalAveragePool",
          "GlobalMaxPool",
          "Greater",
          "GreaterOrEqual",
          "GroupNormalization",
          "HardSigmoid",
          "HardSwish",
          "Identity",
          "InstanceNormalization",
          "LayerNormalization",
          "LeakyRelu",
          "Less",
          "LessOrEqual",
          "Log",
          "LogSoftmax",
          "MatMul",
          "Max",
          "MaxPool",
          "Mean",
          "MeanVarianceNormalization",
          "Min",
          "Mish",
          "Mul",
          "Neg",
          "Not",
          "Or",
          "PRelu",
          "Pad",
          "Pow",
          "RMSNormalization",
          "Reciprocal",
          "ReduceMax",
          "ReduceMean",
          "ReduceMin",
          "ReduceSum",
          "ReduceSumSquare",
          "Relu",
          "Reshape",
          "Round",
          "Selu",
          "Shape",
          "Sigmoid",
          "Sign",
          "Slice",
          "Softmax",
          "Softplus",
          "Softsign",
          "Split",
          "Sqrt",
          "Squeeze",
          "Sub",
          "Sum",
          "Tanh",
          "ThresholdedRelu",
          "Transpose",
          "Unsqueeze",
          "Where",
          "Xor");

  /** Of known numbers they make other ones; of these the rounding would have to be known. */
  private static final Set<String> ARITHMETIC =
      Set.of(
          "Add",
          "Sub",
          "Mul",
          "Div",
          "Gemm",
          "MatMul",
          "Conv",
          "Exp",
          "Sqrt",
          "Reciprocal",
          "Erf",
          "Sigmoid",
          "Tanh",
          "ReduceMean",
          "ReduceSum",
          "ReduceSumSquare",
          "Sum",
          "Mean",
          "Log",
          "Pow",
          "AveragePool",
          "GlobalAveragePool");

  private ExecutedGraph() {}

  /**
   * The graph up to the logits.
   *
   * @throws SettingException listing the nodes of which float32 arithmetic is not bounded
   */
  static Graph of(OnnxModel model) {
    if (!model.half().isEmpty()) {
      throw new SettingException(
          model.path()
              + ": its value '"
              + model.half().iterator().next()
              + "' is of 16-bit floats, whose rounding is not bounded; export it in float32, or use"
              + " --semantics real");
    }
    List<String> refused = new ArrayList<>();
    Set<String> made = new HashSet<>();
    model.graph().inputs().forEach(input -> made.add(input.name()));
    for (OnnxNode node : model.nodes()) {
      String words = "node '" + node.name() + "' (" + node.opType() + ")";
      boolean varies = node.inputs().stream().anyMatch(made::contains);
      if (!node.domain().isEmpty() || !KNOWN.contains(node.opType())) {
        refused.add(words);
      } else if (!varies && ARITHMETIC.contains(node.opType())) {
        refused.add(words + ", which computes a constant");
      }
      if (varies) {
        made.addAll(node.outputs());
      }
    }
    if (!refused.isEmpty()) {
      throw new SettingException(
          model.path()
              + ": the float32 rounding of "
              + String.join(", ", refused.subList(0, Math.min(8, refused.size())))
              + (refused.size() > 8 ? " and others" : "")
              + " is not bounded; fold it when exporting, or use --semantics real");
    }
    return of(model.graph());
  }

  static Graph of(Graph graph) {
    return Classifier.of(graph).logits();
  }
}
