package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * ConvTranspose: the transpose of a convolution, over one to three spatial axes.
 *
 * <p>Opset history: 1; 11 gives strides and dilations their default in the specification's text; 22
 * adds bfloat16.
 *
 * <p>Attributes: auto_pad = NOTSET, pads = 0, strides = 1, dilations = 1, group = 1, kernel_shape
 * (by default the weight's), output_padding = 0, output_shape.
 *
 * <p>Lowering: Pad with stride - 1 zeros between the elements, Conv with the kernel reversed and
 * its channel axes swapped within each group, a Gather where the pads crop more than the kernel
 * overhangs, and Add of the bias.
 */
final class ConvTranspose {
  static final OnnxOperator OPERATOR =
      OnnxOperator.named("ConvTranspose")
          .since(
              1,
              2,
              3,
              "auto_pad",
              "pads",
              "strides",
              "dilations",
              "group",
              "kernel_shape",
              "output_padding",
              "output_shape")
          .lowering(ConvTranspose::lower);

  private ConvTranspose() {}

  private static List<Value> lower(Call call) throws Refusal {
    Value x = call.realInput(0);
    Value w = call.realInput(1);
    int rank = x.shape().rank();
    if (rank < 3 || rank > 5 || w.shape().rank() != rank) {
      throw new Refusal(
          "convolves " + x.shape() + " with " + w.shape(), "one to three spatial axes");
    }
    long group = call.attributes().integer("group", 1);
    int channels = x.shape().dim(1);
    if (group < 1 || group > channels || channels % group != 0 || w.shape().dim(0) != channels) {
      throw new Refusal("convolves " + x.shape() + " with " + w.shape() + ", groups: " + group);
    }
    TransposedWindows windows = TransposedWindows.of(call.attributes(), x.shape(), w.shape());
    int spatial = rank - 2;
    List<Integer> gaps = new ArrayList<>(List.of(0, 0));
    windows.strides().forEach(stride -> gaps.add(stride - 1));
    List<Integer> none = Collections.nCopies(rank, 0);
    boolean spread = gaps.stream().anyMatch(gap -> gap > 0);
    Value source = spread ? call.step("spread", new Op.Pad(none, none, gaps), x) : x;
    List<Integer> ones = Collections.nCopies(spatial, 1);
    List<Integer> before = windows.before().stream().map(p -> Math.max(0, p)).toList();
    List<Integer> after = windows.after().stream().map(p -> Math.max(0, p)).toList();
    Value y =
        call.step(
            "conv",
            new Op.Conv(ones, before, after, windows.dilations(), (int) group),
            source,
            reversed(call, w, (int) group));
    for (int i = 0; i < spatial; i++) {
      int first = Math.max(0, -windows.before().get(i));
      int extent = windows.output().get(i);
      if (y.shape().dim(2 + i) != extent) {
        y = call.step("cropped", Choice.range(2 + i, first, first + extent), y);
      }
    }
    Optional<Value> bias = call.optionalInput(2);
    if (bias.isEmpty()) {
      return List.of(y);
    }
    if (!bias.get().shape().equals(Shape.of(y.shape().dim(1)))) {
      throw new Refusal("has a bias " + bias.get().shape(), "[" + y.shape().dim(1) + "]");
    }
    return List.of(call.result(new Op.Add(), y, Conv.perChannel(call, bias.get(), rank)));
  }

  /** [C, M/g, k..] to [M, C/g, k..], each axis of taps reversed. */
  private static Value reversed(Call call, Value w, int group) throws Refusal {
    List<Integer> dims = w.shape().dims();
    List<Integer> taps = dims.subList(2, dims.size());
    List<Integer> split = new ArrayList<>(List.of(group, dims.get(0) / group, dims.get(1)));
    split.addAll(taps);
    List<Integer> order = new ArrayList<>(List.of(0, 2, 1));
    IntStream.range(3, split.size()).forEach(order::add);
    List<Integer> merged = new ArrayList<>(List.of(group * dims.get(1), dims.get(0) / group));
    merged.addAll(taps);
    Value kernel = call.step("groups", new Op.Reshape(new Shape(split)), w);
    kernel = call.step("swapped", new Op.Transpose(order), kernel);
    kernel = call.step("kernel", new Op.Reshape(new Shape(merged)), kernel);
    for (int i = 0; i < taps.size(); i++) {
      int last = taps.get(i) - 1;
      if (last > 0) {
        IntStream backwards = IntStream.rangeClosed(0, last).map(t -> last - t);
        kernel = call.step("reversed", Choice.along(2 + i, backwards), kernel);
      }
    }
    return kernel;
  }
}
