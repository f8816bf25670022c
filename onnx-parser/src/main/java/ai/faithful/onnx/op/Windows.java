package ai.faithful.onnx.op;

import ai.faithful.ir.Shape;
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
          int total = samePadding(x.dim(2 + i), kernel.get(i), strides.get(i), dilations.get(i));
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

  private static int samePadding(int extent, int kernel, int stride, int dilation) throws Refusal {
    long windows = ((long) extent + stride - 1) / stride;
    long total = (windows - 1) * stride + (long) dilation * (kernel - 1) + 1 - extent;
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
