package ai.faithful.onnx.op;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.ball.ConstantArithmetic;
import java.util.Arrays;
import java.util.List;

/**
 * AveragePool and GlobalAveragePool.
 *
 * <p>Opset history. AveragePool: 1 leaves padding out of the averages, 7 adds count_include_pad, 10
 * ceil_mode, 19 dilations, 22 bfloat16. GlobalAveragePool: 1, 22.
 *
 * <p>Attributes (AveragePool): kernel_shape, auto_pad = NOTSET, pads = 0, strides = 1, dilations =
 * 1, count_include_pad = 0, ceil_mode = 0.
 *
 * <p>Lowering: a Conv with ones, one group per channel, then Div by the number of elements that
 * each window counts: both exact. With ceil_mode a window that overhangs the padding counts only
 * what lies in the input and, if it is included, in the padding.
 */
final class Pools {
  static final OnnxOperator AVERAGE =
      OnnxOperator.named("AveragePool")
          .since(1, 1, 1, "auto_pad", "kernel_shape", "pads", "strides")
          .since(7, 1, 1, "auto_pad", "kernel_shape", "pads", "strides", "count_include_pad")
          .since(
              10,
              1,
              1,
              "auto_pad",
              "kernel_shape",
              "pads",
              "strides",
              "count_include_pad",
              "ceil_mode")
          .since(
              19,
              1,
              1,
              "auto_pad",
              "kernel_shape",
              "pads",
              "strides",
              "count_include_pad",
              "ceil_mode",
              "dilations")
          .lowering(Pools::average);

  static final OnnxOperator GLOBAL_AVERAGE =
      OnnxOperator.named("GlobalAveragePool").since(1, 1, 1).lowering(Pools::globalAverage);

  private Pools() {}

  private static List<Value> globalAverage(Call call) throws Refusal {
    Value x = call.realInput(0);
    Windows whole = Windows.whole(x.shape());
    double count =
        whole.kernel().stream().mapToDouble(Integer::doubleValue).reduce(1, (a, b) -> a * b);
    return List.of(divided(call, x, whole, Constant.exact(Tensor.scalar(count))));
  }

  private static List<Value> average(Call call) throws Refusal {
    Value x = call.realInput(0);
    Attributes attributes = call.attributes();
    Windows pool = Windows.ofPool(attributes, x.shape());
    Windows stated = Windows.of(attributes, x.shape(), pool.kernel());
    boolean includePad = attributes.flag("count_include_pad");
    int spatial = pool.kernel().size();
    Constant counts = Constant.exact(Tensor.scalar(1));
    for (int i = 0; i < spatial; i++) {
      int from = includePad ? -stated.padsBegin().get(i) : 0;
      int to = x.shape().dim(2 + i) + (includePad ? stated.padsEnd().get(i) : 0);
      double[] count = new double[pool.count(x.shape(), i)];
      for (int o = 0; o < count.length; o++) {
        for (int tap = 0; tap < pool.kernel().get(i); tap++) {
          long at = (long) o * pool.strides().get(i) - pool.padsBegin().get(i);
          at += (long) tap * pool.dilations().get(i);
          count[o] += at >= from && at < to ? 1 : 0;
        }
        if (count[o] == 0) {
          throw new Refusal("a window lies in the padding as a whole");
        }
      }
      Integer[] dims = new Integer[spatial - i];
      Arrays.fill(dims, 1);
      dims[0] = count.length;
      counts =
          ConstantArithmetic.multiply(
              counts, Constant.exact(Tensor.ofDoubles(new Shape(List.of(dims)), count)));
    }
    return List.of(divided(call, x, pool, uniform(counts)));
  }

  /** One number instead of many equal ones. */
  private static Constant uniform(Constant counts) {
    Tensor all = counts.value();
    for (int i = 1; i < all.size(); i++) {
      if (all.at(i) != all.at(0)) {
        return counts;
      }
    }
    return Constant.exact(Tensor.scalar(all.at(0)));
  }

  private static Value divided(Call call, Value x, Windows windows, Constant counts)
      throws Refusal {
    return call.result(
        new Op.Div(), windows.sum(call, x), call.constant("count", counts, x.type()));
  }
}
