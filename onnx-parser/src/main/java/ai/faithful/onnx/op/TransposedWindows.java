package ai.faithful.onnx.op;

import ai.faithful.ir.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What the attributes of a transposed convolution say together.
 *
 * <p>Without pads the result extends over stride (extent - 1) + dilation (kernel - 1) + 1 elements
 * of an axis. Pads take elements off; output_padding adds some at the end. output_shape and
 * auto_pad say what is left, and the pads follow.
 *
 * @param before zeros before the spread elements of each axis, so that a convolution with the
 *     reversed kernel gives the result; elements of the result to crop if negative
 * @param after likewise at the end
 * @param output the result's spatial extents
 */
record TransposedWindows(
    List<Integer> strides,
    List<Integer> dilations,
    List<Integer> before,
    List<Integer> after,
    List<Integer> output) {

  static TransposedWindows of(Attributes attributes, Shape x, Shape w) throws Refusal {
    int spatial = x.rank() - 2;
    List<Integer> kernel = w.dims().subList(2, w.rank());
    Optional<List<Integer>> stated = Windows.extents(attributes, "kernel_shape", spatial);
    if (stated.isPresent() && !stated.get().equals(kernel)) {
      throw new Refusal("kernel_shape " + stated.get() + " is not that of the weight " + w);
    }
    List<Integer> ones = Collections.nCopies(spatial, 1);
    List<Integer> zeros = Collections.nCopies(spatial, 0);
    List<Integer> strides = Windows.extents(attributes, "strides", spatial).orElse(ones);
    List<Integer> dilations = Windows.extents(attributes, "dilations", spatial).orElse(ones);
    List<Integer> extra = Windows.extents(attributes, "output_padding", spatial).orElse(zeros);
    Optional<List<Integer>> pads = Windows.extents(attributes, "pads", 2 * spatial);
    Optional<List<Integer>> wanted = outputShape(attributes, spatial);
    String auto = attributes.string("auto_pad", "NOTSET");
    boolean same = auto.equals("SAME_UPPER") || auto.equals("SAME_LOWER");
    if (!same && !auto.equals("NOTSET") && !auto.equals("VALID")) {
      throw new Refusal("has auto_pad " + Text.clip(auto), "NOTSET, VALID, SAME_UPPER, SAME_LOWER");
    }
    List<Integer> before = new ArrayList<>();
    List<Integer> after = new ArrayList<>();
    List<Integer> output = new ArrayList<>();
    for (int i = 0; i < spatial; i++) {
      int stride = strides.get(i);
      if (stride < 1 || dilations.get(i) < 1 || kernel.get(i) < 1 || x.dim(2 + i) < 1) {
        throw new Refusal("has a stride, dilation or kernel extent below 1");
      }
      long overhang = (long) dilations.get(i) * (kernel.get(i) - 1);
      long full = (long) stride * (x.dim(2 + i) - 1) + overhang + 1 + extra.get(i);
      long begin = 0;
      long end = 0;
      if (wanted.isPresent() || same) {
        long target = wanted.isPresent() ? wanted.get().get(i) : (long) x.dim(2 + i) * stride;
        if (target > full) {
          // The specification asks for zeros at the end, ONNX Runtime gives a shorter result.
          throw new Refusal("asks for the extent " + target, "at most " + full);
        }
        long total = full - target;
        begin = auto.equals("SAME_UPPER") ? total / 2 : total - total / 2;
        end = total - begin;
      } else if (pads.isPresent() && auto.equals("NOTSET")) {
        begin = pads.get().get(i);
        end = pads.get().get(spatial + i);
      }
      output.add(Windows.small(full - begin - end));
      before.add(Windows.small(overhang - begin));
      after.add(Windows.small(overhang - end + extra.get(i)));
      if (extra.get(i) < 0 || output.get(i) < 1) {
        throw new Refusal("has a negative output_padding or no output");
      }
    }
    return new TransposedWindows(strides, dilations, before, after, output);
  }

  /** Spatial extents only, or those of all axes, which some exporters write. */
  private static Optional<List<Integer>> outputShape(Attributes attributes, int spatial)
      throws Refusal {
    Optional<List<Long>> given = attributes.integers("output_shape");
    if (given.isPresent() && given.get().size() == spatial + 2) {
      return Windows.extents(attributes, "output_shape", spatial + 2)
          .map(all -> all.subList(2, spatial + 2));
    }
    return Windows.extents(attributes, "output_shape", spatial);
  }
}
