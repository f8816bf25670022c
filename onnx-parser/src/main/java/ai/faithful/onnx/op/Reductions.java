package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Shape;
import java.util.List;
import java.util.Optional;
import java.util.function.LongBinaryOperator;
import java.util.stream.IntStream;

/**
 * ReduceSum, ReduceMean, ReduceMax, ReduceMin, ReduceProd, ReduceL1, ReduceL2, ReduceLogSum,
 * ReduceLogSumExp, ReduceSumSquare.
 *
 * <p>Opset history: 1 and 11 (negative axes) have the axes as an attribute; 13 (ReduceSum) and 18
 * (all others) take them as an input and add noop_with_empty_axes; 12, 13 and 20 add types.
 *
 * <p>Attributes: axes = all (before 13 or 18), keepdims = 1, noop_with_empty_axes = 0. Where no
 * axes are given and the latter is set, nothing is reduced, only the function of one element
 * applied.
 *
 * <p>Lowering: ReduceSum or ReduceMax, with elementwise functions before and after; the least is
 * minus the greatest of the negatives; a product is one of halves. Integers that are known are
 * computed while reading.
 */
final class Reductions {
  static final OnnxOperator SUM = reduction("ReduceSum", 13, Reductions::sum, 0, Math::addExact);
  static final OnnxOperator MEAN = reduction("ReduceMean", 18, Reductions::mean);
  static final OnnxOperator MAX =
      reduction("ReduceMax", 18, Reductions::max, Long.MIN_VALUE, Math::max);
  static final OnnxOperator MIN =
      reduction("ReduceMin", 18, Reductions::min, Long.MAX_VALUE, Math::min);
  static final OnnxOperator PROD =
      reduction("ReduceProd", 18, Reductions::product, 1, Math::multiplyExact);
  static final OnnxOperator L1 =
      reduction("ReduceL1", 18, (call, x, axes) -> sum(call, absolute(call, x), axes));
  static final OnnxOperator L2 =
      reduction("ReduceL2", 18, (call, x, axes) -> root(call, sum(call, square(call, x), axes)));
  static final OnnxOperator LOG_SUM =
      reduction("ReduceLogSum", 18, (call, x, axes) -> logarithm(call, sum(call, x, axes)));
  static final OnnxOperator LOG_SUM_EXP =
      reduction(
          "ReduceLogSumExp",
          18,
          (call, x, axes) -> logarithm(call, sum(call, exponential(call, x), axes)));
  static final OnnxOperator SUM_SQUARE =
      reduction("ReduceSumSquare", 18, (call, x, axes) -> sum(call, square(call, x), axes));

  private Reductions() {}

  /** What is made of a real operand, the reduced axes kept with extent 1. */
  @FunctionalInterface
  private interface Reduction {
    Value over(Call call, Value x, List<Integer> axes) throws Refusal;
  }

  private static OnnxOperator reduction(String type, int axesAsInput, Reduction reals) {
    return named(type, axesAsInput)
        .lowering(
            call -> {
              call.realInput(0);
              return List.of(lower(call, axesAsInput, reals));
            });
  }

  private static OnnxOperator reduction(
      String type, int axesAsInput, Reduction reals, long neutral, LongBinaryOperator integers) {
    Reduction exact =
        (call, x, axes) ->
            KnownIntegers.reduce(call, x, reduced(x.shape(), axes), neutral, integers);
    return named(type, axesAsInput)
        .lowering(
            call ->
                List.of(lower(call, axesAsInput, call.input(0).type().isReal() ? reals : exact)));
  }

  private static OnnxOperator.Builder named(String type, int axesAsInput) {
    return OnnxOperator.named(type)
        .since(1, 1, 1, "axes", "keepdims")
        .since(axesAsInput, 1, 2, "keepdims", "noop_with_empty_axes");
  }

  private static Value lower(Call call, int axesAsInput, Reduction reduction) throws Refusal {
    Value x = call.input(0);
    int rank = x.shape().rank();
    long[] given = axes(call, axesAsInput);
    boolean none = given.length == 0 && call.attributes().flag("noop_with_empty_axes");
    List<Integer> axes = given.length > 0 ? Axes.of(given, rank) : Axes.from(none ? rank : 0, rank);
    if (Axes.count(x.shape(), axes) == 0) {
      throw new Refusal("reduces an axis of extent 0");
    }
    Value reduced = reduction.over(call, x, axes);
    boolean keep = call.attributes().flag("keepdims", true);
    return keep ? reduced : call.reshape(reduced, Axes.without(x.shape(), axes));
  }

  private static long[] axes(Call call, int axesAsInput) throws Refusal {
    if (call.opset() >= axesAsInput) {
      return call.optionalInput(1).isPresent() ? call.integerInput(1) : new long[0];
    }
    Optional<List<Long>> axes = call.attributes().integers("axes");
    return axes.orElse(List.of()).stream().mapToLong(Long::longValue).toArray();
  }

  private static Value sum(Call call, Value x, List<Integer> axes) throws Refusal {
    return axes.isEmpty() ? x : call.step("sum", new Op.ReduceSum(axes), x);
  }

  private static Value mean(Call call, Value x, List<Integer> axes) throws Refusal {
    return axes.isEmpty() ? x : Axes.mean(call, x, axes);
  }

  private static Value max(Call call, Value x, List<Integer> axes) throws Refusal {
    return axes.isEmpty() ? x : call.step("max", new Op.ReduceMax(axes), x);
  }

  private static Value min(Call call, Value x, List<Integer> axes) throws Refusal {
    if (axes.isEmpty()) {
      return x;
    }
    Value greatest = max(call, Extremes.minus(call, x, false), axes);
    return Extremes.minus(call, greatest, false);
  }

  private static Value product(Call call, Value x, List<Integer> axes) throws Refusal {
    Value product = x;
    for (int axis : axes) {
      while (product.shape().dim(axis) > 1) {
        product = halved(call, product, axis);
      }
    }
    return product;
  }

  /** The products of the first half of an axis with the second; an odd element goes along. */
  private static Value halved(Call call, Value x, int axis) throws Refusal {
    int extent = x.shape().dim(axis);
    int half = extent / 2;
    Value first = call.step("first", Choice.range(axis, 0, half), x);
    Value second = call.step("second", Choice.range(axis, half, 2 * half), x);
    Value product = call.step("product", new Op.Mul(), first, second);
    if (extent % 2 == 0) {
      return product;
    }
    Value odd = call.step("odd", Choice.along(axis, IntStream.of(extent - 1)), x);
    return call.step("rest", new Op.Concat(axis), product, odd);
  }

  private static Value absolute(Call call, Value x) throws Refusal {
    return function(call, "absolute", new ScalarFunction.Abs(), x);
  }

  private static Value square(Call call, Value x) throws Refusal {
    return function(call, "square", new ScalarFunction.Power(2), x);
  }

  private static Value root(Call call, Value x) throws Refusal {
    return function(call, "root", new ScalarFunction.Sqrt(), x);
  }

  private static Value logarithm(Call call, Value x) throws Refusal {
    return function(call, "logarithm", new ScalarFunction.Log(), x);
  }

  private static Value exponential(Call call, Value x) throws Refusal {
    return function(call, "exponential", new ScalarFunction.Exp(), x);
  }

  static Value function(Call call, String suffix, ScalarFunction function, Value x) throws Refusal {
    return call.step(suffix, new Op.Elementwise(function), x);
  }

  private static Shape reduced(Shape x, List<Integer> axes) {
    return new Op.ReduceSum(axes).shape(List.of(x));
  }
}
