package ai.faithful.onnx.op;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * How a kernel slides over the spatial axes of [N, C, d1..dk]: what the attributes kernel_shape,
 * strides, pads, dilations and auto_pad of convolutions and pools say together.
 */
record Windows(
    List<Integer> kernel,
    List<Integer> strides,
    List<Integer> padsBegin,
    List<Integer> padsEnd,
    List<Integer> dilations) {

  /**
   * Reads the attributes.
   *
   * @param x the input's shape
   * @param kernel the spatial extents of the kernel
   */
  static Windows of(Attributes attributes, Shape x, List<Integer> kernel) throws Refusal {
    int spatial = x.rank() - 2;
    if (spatial < 1 || kernel.size() != spatial) {
      throw new Refusal("slides a kernel " + kernel + " over " + x, "[N,C,d1..dk] with k >= 1");
    }
    List<Integer> ones = Collections.nCopies(spatial, 1);
    List<Integer> strides = extents(attributes, "strides", spatial).orElse(ones);
    List<Integer> dilations = extents(attributes, "dilations", spatial).orElse(ones);
    Optional<List<Integer>> pads = extents(attributes, "pads", 2 * spatial);
    String auto = attributes.string("auto_pad", "NOTSET");
    List<Integer> begin = new ArrayList<>(Collections.nCopies(spatial, 0));
    List<Integer> end = new ArrayList<>(Collections.nCopies(spatial, 0));
    if (!auto.equals("NOTSET") && pads.isPresent() && pads.get().stream().anyMatch(p -> p != 0)) {
      throw new Refusal("has both auto_pad " + Text.clip(auto) + " and pads", "one of them");
    }
    for (int i = 0; i < spatial; i++) {
      if (strides.get(i) < 1 || dilations.get(i) < 1 || kernel.get(i) < 1) {
        throw new Refusal("has a stride, dilation or kernel extent below 1");
      }
      switch (auto) {
        case "NOTSET" -> {
          if (pads.isPresent()) {
            begin.set(i, pads.get().get(i));
            end.set(i, pads.get().get(spatial + i));
          }
        }
        case "VALID" -> {}
        case "SAME_UPPER", "SAME_LOWER" -> {
          if (dilations.get(i) > 1) {
            // The specification counts them, ONNX Runtime does not or refuses.
            throw new Refusal("has dilations and auto_pad " + auto, "pads instead of auto_pad");
          }
          int total = samePadding(x.dim(2 + i), kernel.get(i), strides.get(i));
          int less = total / 2;
          begin.set(i, auto.equals("SAME_UPPER") ? less : total - less);
          end.set(i, total - begin.get(i));
        }
        default ->
            throw new Refusal(
                "has auto_pad " + Text.clip(auto), "NOTSET, VALID, SAME_UPPER, SAME_LOWER");
      }
      if (begin.get(i) < 0 || end.get(i) < 0) {
        throw new Refusal("has a negative pad", "pads of at least 0");
      }
    }
    return new Windows(kernel, strides, begin, end, dilations);
  }

  /**
   * The windows of a pool: those of the attributes, its kernel_shape required. With ceil_mode a
   * last window that overhangs the padding is kept if it starts within the input or the padding
   * before it, as ONNX Runtime does; room is added at the end for it.
   */
  static Windows ofPool(Attributes attributes, Shape x) throws Refusal {
    List<Integer> kernel =
        extents(attributes, "kernel_shape", x.rank() - 2)
            .orElseThrow(() -> new Refusal("has no kernel_shape"));
    Windows windows = of(attributes, x, kernel);
    boolean ceil = attributes.flag("ceil_mode");
    List<Integer> end = new ArrayList<>();
    for (int i = 0; i < kernel.size(); i++) {
      int stride = windows.strides.get(i);
      long reach = (long) windows.dilations.get(i) * (kernel.get(i) - 1) + 1;
      long before = (long) x.dim(2 + i) + windows.padsBegin.get(i);
      long room = before + windows.padsEnd.get(i) - reach;
      if (room < 0) {
        throw new Refusal("a window of " + kernel + " does not fit into " + x);
      }
      if (!ceil) {
        end.add(windows.padsEnd.get(i));
        continue;
      }
      long last = (room + stride - 1) / stride * stride;
      last -= last >= before ? stride : 0;
      end.add(small(Math.max(0, last + reach - before)));
    }
    return new Windows(kernel, windows.strides, windows.padsBegin, end, windows.dilations);
  }

  /** One window over everything. */
  static Windows whole(Shape x) throws Refusal {
    if (x.rank() < 3) {
      throw new Refusal("pools " + x, "[N,C,d1..dk] with k >= 1");
    }
    List<Integer> kernel = x.dims().subList(2, x.rank());
    List<Integer> ones = Collections.nCopies(kernel.size(), 1);
    List<Integer> zeros = Collections.nCopies(kernel.size(), 0);
    return new Windows(kernel, ones, zeros, zeros, ones);
  }

  /** How many windows there are along a spatial axis. */
  int count(Shape x, int axis) {
    long reach = (long) dilations.get(axis) * (kernel.get(axis) - 1) + 1;
    long room = (long) x.dim(2 + axis) + padsBegin.get(axis) + padsEnd.get(axis) - reach;
    return Math.toIntExact(room / strides.get(axis) + 1);
  }

  /** The sum under each window: a Conv with ones, one group per channel. */
  Value sum(Call call, Value x) throws Refusal {
    int channels = x.shape().dim(1);
    List<Integer> dims = new ArrayList<>(List.of(channels, 1));
    dims.addAll(kernel);
    Tensor one = Tensor.ofFloats(Shape.SCALAR, 1f);
    Shape shape = new Shape(dims);
    Choice.requireSize(shape.size());
    Tensor ones = one.pick(shape, new int[shape.size()]);
    Op conv = new Op.Conv(strides, padsBegin, padsEnd, dilations, channels);
    return call.step("sum", conv, x, call.constant("ones", Constant.exact(ones), x.type()));
  }

  private static int samePadding(int extent, int kernel, int stride) throws Refusal {
    long windows = ((long) extent + stride - 1) / stride;
    long total = (windows - 1) * stride + kernel - extent;
    return small(Math.max(0, total));
  }

  /** A list attribute of extents, each of which must fit an int. */
  static Optional<List<Integer>> extents(Attributes attributes, String name, int count)
      throws Refusal {
    Optional<List<Long>> given = attributes.integers(name);
    if (given.isEmpty()) {
      return Optional.empty();
    }
    List<Integer> out = new ArrayList<>();
    for (long value : given.get()) {
      out.add(small(value));
    }
    if (out.size() != count) {
      throw new Refusal("has " + out.size() + " " + name, count + " of them");
    }
    return Optional.of(out);
  }

  static int small(long value) throws Refusal {
    if (value < -(1 << 30) || value > 1 << 30) {
      throw new Refusal("has the extent " + value);
    }
    return (int) value;
  }
}
