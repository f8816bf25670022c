package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Conv: cross-correlation over one to three spatial axes.
 *
 * <p>Opset history: 1; 11 gives strides and dilations their default in the specification's text; 22
 * adds bfloat16.
 *
 * <p>Attributes: auto_pad = NOTSET, pads = 0, strides = 1, dilations = 1, group = 1, kernel_shape
 * (by default the weight's).
 *
 * <p>Lowering: Conv, and Add of the bias [M] as [M, 1..1].
 */
final class Conv {
  static final OnnxOperator OPERATOR =
      OnnxOperator.named("Conv")
          .since(1, 2, 3, "auto_pad", "pads", "strides", "dilations", "group", "kernel_shape")
          .lowering(Conv::lower);

  private Conv() {}

  private static List<Value> lower(Call call) throws Refusal {
    Value x = call.realInput(0);
    Value w = call.realInput(1);
    Op conv = operation(call, x.shape(), w.shape());
    int rank = x.shape().rank();
    Optional<Value> bias = call.optionalInput(2);
    if (bias.isEmpty()) {
      return List.of(call.result(conv, x, w));
    }
    int channels = w.shape().dim(0);
    if (!bias.get().shape().equals(Shape.of(channels))) {
      throw new Refusal("has a bias " + bias.get().shape(), "[" + channels + "]");
    }
    Value y = call.step("conv", conv, x, w);
    return List.of(call.result(new Op.Add(), y, perChannel(call, bias.get(), rank)));
  }

  /** The convolution that the node's attributes describe, without a bias. */
  static Op operation(Call call, Shape x, Shape w) throws Refusal {
    int rank = x.rank();
    if (rank < 3 || rank > 5 || w.rank() != rank) {
      throw new Refusal("convolves " + x + " with " + w, "one to three spatial axes");
    }
    List<Integer> kernel = w.dims().subList(2, rank);
    Optional<List<Integer>> stated =
        Windows.extents(call.attributes(), "kernel_shape", kernel.size());
    if (stated.isPresent() && !stated.get().equals(kernel)) {
      throw new Refusal("kernel_shape " + stated.get() + " is not that of the weight " + w);
    }
    Windows windows = Windows.of(call.attributes(), x, kernel);
    long group = call.attributes().integer("group", 1);
    if (group < 1 || group > w.dim(0)) {
      throw new Refusal("has " + group + " groups");
    }
    return new Op.Conv(
        windows.strides(),
        windows.padsBegin(),
        windows.padsEnd(),
        windows.dilations(),
        (int) group);
  }

  /** A vector over channels as [C, 1..1], which broadcasts over [N, C, d1..dk]. */
  static Value perChannel(Call call, Value vector, int rank) throws Refusal {
    List<Integer> dims = new ArrayList<>(Collections.nCopies(rank - 1, 1));
    dims.set(0, vector.shape().size());
    Shape target = new Shape(dims);
    if (target.equals(vector.shape())) {
      return vector;
    }
    if (vector instanceof Value.Known) {
      return call.reshape(vector, target);
    }
    return call.step("per_channel", new Op.Reshape(target), vector);
  }
}
