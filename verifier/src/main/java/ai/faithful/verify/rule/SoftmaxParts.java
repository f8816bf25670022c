package ai.faithful.verify.rule;

import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The softmax in parts: p_i = 1 / (1 + sum over j != i of e^(x_j - x_i)). With the chord of one
 * function and the tangent of the other, that is the ER form of THEORY 3.2 and 3.3, its tangents'
 * points free. For k elements there are k (k - 1) differences.
 */
final class SoftmaxParts {
  private final Expansion expansion;

  SoftmaxParts(Expansion expansion) {
    this.expansion = expansion;
  }

  void softmax(String name, String x, int axis, boolean log) {
    Shape shape = expansion.shape(x);
    int k = shape.dim(axis);
    if (k == 1) {
      String zero = expansion.constant("zero", Tensor.scalar(0));
      String nothing = expansion.add(log ? name : "nothing", new Op.Mul(), x, zero);
      if (!log) {
        expansion.add(name, new Op.Add(), nothing, one());
      }
      return;
    }
    List<Integer> others = new ArrayList<>();
    List<Integer> own = new ArrayList<>();
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++) {
        if (j != i) {
          others.add(j);
          own.add(i);
        }
      }
    }
    String other = expansion.add("other", new Op.Gather(axis, others), x);
    String self = expansion.add("own", new Op.Gather(axis, own), x);
    String gap = expansion.add("gap", new Op.Sub(), other, self);
    String odds = expansion.add("odds", new Op.Elementwise(new ScalarFunction.Exp()), gap);
    List<Integer> table = new ArrayList<>(shape.dims());
    table.add(axis + 1, k - 1);
    String rows = expansion.add("rows", new Op.Reshape(new Shape(table)), odds);
    String sums = expansion.add("sums", new Op.ReduceSum(List.of(axis + 1)), rows);
    String all = expansion.add("all", new Op.Reshape(shape), sums);
    String total = expansion.add("total", new Op.Add(), all, one());
    if (!log) {
      expansion.add(name, new Op.Elementwise(new ScalarFunction.Reciprocal()), total);
      return;
    }
    String logarithm = expansion.add("log", new Op.Elementwise(new ScalarFunction.Log()), total);
    String minus = expansion.constant("minus", Tensor.scalar(-1));
    expansion.add(name, new Op.Mul(), logarithm, minus);
  }

  private String one() {
    return expansion.constant("one", Tensor.scalar(1));
  }
}
