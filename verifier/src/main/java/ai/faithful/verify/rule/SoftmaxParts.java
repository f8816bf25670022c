package ai.faithful.verify.rule;

import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The softmax in parts: p_i = 1 / sum over j of e^(x_j - x_i), where the term of i is 1. With the
 * chord of one function and the tangent of the other, that is the ER form of THEORY 3.2 and 3.3,
 * its tangents' points free. For k elements there are k^2 differences.
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
    List<Integer> dims = new ArrayList<>(shape.dims());
    dims.add(axis, 1);
    String other = expansion.add("other", new Op.Reshape(new Shape(dims)), x);
    dims.set(axis, k);
    dims.set(axis + 1, 1);
    String own = expansion.add("own", new Op.Reshape(new Shape(dims)), x);
    String gap = expansion.add("gap", new Op.Sub(), other, own);
    // x_i - x_i is 0, which interval arithmetic does not see.
    String gaps = expansion.add("gaps", new Op.Mul(), gap, mask(k, shape.rank() - axis - 1));
    String odds = expansion.add("odds", new Op.Elementwise(new ScalarFunction.Exp()), gaps);
    String sums = expansion.add("sums", new Op.ReduceSum(List.of(axis + 1)), odds);
    String total = expansion.add("total", new Op.Reshape(shape), sums);
    if (!log) {
      expansion.add(name, new Op.Elementwise(new ScalarFunction.Reciprocal()), total);
      return;
    }
    String logarithm = expansion.add("log", new Op.Elementwise(new ScalarFunction.Log()), total);
    String minus = expansion.constant("minus", Tensor.scalar(-1));
    expansion.add(name, new Op.Mul(), logarithm, minus);
  }

  /** 0 on the diagonal, else 1. */
  private String mask(int k, int axes) {
    double[] elements = new double[k * k];
    Arrays.fill(elements, 1);
    for (int i = 0; i < k; i++) {
      elements[i * k + i] = 0;
    }
    List<Integer> dims = new ArrayList<>(Collections.nCopies(axes, 1));
    dims.addAll(0, List.of(k, k));
    return expansion.constant("others", Tensor.ofDoubles(new Shape(dims), elements));
  }

  private String one() {
    return expansion.constant("one", Tensor.scalar(1));
  }
}
