package ai.faithful.onnx.op;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Indexing;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.ball.ConstantArithmetic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
 * each window counts: both exact. With ceil_mode a last window that would start beyond the input
 * and its leading padding is refused, because operator sets disagree on it.
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
    if (x.shape().rank() < 3) {
      throw new Refusal("averages " + x.shape(), "[N,C,d1..dk] with k >= 1");
    }
    List<Integer> kernel = x.shape().dims().subList(2, x.shape().rank());
    List<Integer> ones = Collections.nCopies(kernel.size(), 1);
    List<Integer> zeros = Collections.nCopies(kernel.size(), 0);
    Windows whole = new Windows(kernel, ones, zeros, zeros, ones);
    double count = kernel.stream().mapToDouble(Integer::doubleValue).reduce(1, (a, b) -> a * b);
    return List.of(divided(call, x, whole, Constant.exact(Tensor.scalar(count))));
  }

  private static List<Value> average(Call call) throws Refusal {
    Value x = call.realInput(0);
    Attributes attributes = call.attributes();
    int spatial = x.shape().rank() - 2;
    List<Integer> kernel =
        Windows.extents(attributes, "kernel_shape", spatial)
            .orElseThrow(() -> new Refusal("has no kernel_shape"));
    Windows windows = Windows.of(attributes, x.shape(), kernel);
    boolean includePad = attributes.flag("count_include_pad");
    boolean ceil = attributes.flag("ceil_mode");
    List<Integer> padsEnd = new ArrayList<>();
    Constant counts = Constant.exact(Tensor.scalar(1));
    for (int i = 0; i < spatial; i++) {
      int extent = x.shape().dim(2 + i);
      int begin = windows.padsBegin().get(i);
      int end = windows.padsEnd().get(i);
      int stride = windows.strides().get(i);
      int dilation = windows.dilations().get(i);
      long reach = (long) dilation * (kernel.get(i) - 1) + 1;
      long room = (long) extent + begin + end - reach;
      if (room < 0) {
        throw new Refusal("a window of " + kernel + " does not fit into " + x.shape());
      }
      long windowsHere = (ceil ? (room + stride - 1) / stride : room / stride) + 1;
      long lastStart = (windowsHere - 1) * stride;
      if (ceil && lastStart >= (long) extent + begin) {
        throw new Refusal("with ceil_mode its last window starts in the padding", "ceil_mode = 0");
      }
      padsEnd.add((int) Math.max(end, lastStart + reach - extent - begin));
      int from = includePad ? -begin : 0;
      int to = includePad ? extent + end : extent;
      double[] count = new double[Math.toIntExact(windowsHere)];
      for (int o = 0; o < count.length; o++) {
        for (int tap = 0; tap < kernel.get(i); tap++) {
          long at = (long) o * stride - begin + (long) tap * dilation;
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
    Windows extended =
        new Windows(kernel, windows.strides(), windows.padsBegin(), padsEnd, windows.dilations());
    return List.of(divided(call, x, extended, uniform(counts)));
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
    int channels = x.shape().dim(1);
    List<Integer> dims = new ArrayList<>(List.of(channels, 1));
    dims.addAll(windows.kernel());
    Shape shape = new Shape(dims);
    Tensor one = Tensor.ofFloats(Shape.SCALAR, 1f);
    Tensor ones = one.pick(shape, Indexing.broadcast(Shape.SCALAR, shape));
    Op conv =
        new Op.Conv(
            windows.strides(),
            windows.padsBegin(),
            windows.padsEnd(),
            windows.dilations(),
            channels);
    Value kernel = call.constant("ones", Constant.exact(ones), x.type());
    Value sum = call.step("sum", conv, x, kernel);
    return call.result(new Op.Div(), sum, call.constant("count", counts, x.type()));
  }
}
