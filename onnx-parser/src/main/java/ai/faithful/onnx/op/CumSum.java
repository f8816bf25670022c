package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * CumSum: running sums along an axis.
 *
 * <p>Opset history: 11; 14 adds types. Attributes: exclusive = 0 (1 leaves out each element's own),
 * reverse = 0 (1 sums from the end).
 *
 * <p>Lowering: MatMul with a triangle of ones, the axis brought to the end and back by Transposes.
 */
final class CumSum {
  static final OnnxOperator OPERATOR =
      OnnxOperator.named("CumSum")
          .since(11, 2, 2, "exclusive", "reverse")
          .lowering(call -> List.of(lower(call)));

  /** A triangle of more than 2^24 elements is no layer. */
  private static final int MOST = 1 << 12;

  private CumSum() {}

  private static Value lower(Call call) throws Refusal {
    Value x = call.realInput(0);
    int rank = x.shape().rank();
    long[] given = call.integerInput(1);
    if (given.length != 1) {
      throw new Refusal("has " + given.length + " axes", "one");
    }
    int axis = Call.axis(given[0], rank);
    int n = x.shape().dim(axis);
    if (n > MOST) {
      throw new Refusal("sums an axis of extent " + n, "at most " + MOST);
    }
    Value triangle = call.known(triangle(call.attributes(), n), x.type());
    if (axis == rank - 1) {
      return call.result(new Op.MatMul(), x, triangle);
    }
    List<Integer> swap = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    Collections.swap(swap, axis, rank - 1);
    Value last = call.step("last", new Op.Transpose(swap), x);
    Value sums = call.step("sums", new Op.MatMul(), last, triangle);
    return call.result(new Op.Transpose(swap), sums);
  }

  /** Column j picks the elements whose sum is element j of the result. */
  private static Tensor triangle(Attributes attributes, int n) throws Refusal {
    boolean exclusive = attributes.flag("exclusive");
    boolean reverse = attributes.flag("reverse");
    float[] ones = new float[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        boolean before = reverse ? i > j : i < j;
        ones[i * n + j] = before || (i == j && !exclusive) ? 1 : 0;
      }
    }
    return Tensor.ofFloats(Shape.of(n, n), ones);
  }
}
