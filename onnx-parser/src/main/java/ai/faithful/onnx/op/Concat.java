package ai.faithful.onnx.op;

import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Concat: joins tensors along one axis.
 *
 * <p>Opset history: 1 has a default axis of 1, 4 requires it, 11 allows a negative one, 13 adds
 * bfloat16.
 *
 * <p>Attributes: axis.
 *
 * <p>Lowering: while reading, of known tensors: the parts of a target shape, as a rule.
 */
final class Concat {
  static final OnnxOperator OPERATOR =
      OnnxOperator.named("Concat").since(4, 1, Integer.MAX_VALUE, "axis").lowering(Concat::lower);

  private Concat() {}

  private static List<Value> lower(Call call) throws Refusal {
    if (!call.attributes().has("axis")) {
      throw new Refusal("has no axis");
    }
    int rank = call.input(0).shape().rank();
    int axis = Call.axis(call.attributes().integer("axis", 0), rank);
    if (call.inputCount() == 1) {
      return List.of(call.input(0));
    }
    List<Value.Known> parts = new ArrayList<>();
    long extent = 0;
    for (int i = 0; i < call.inputCount(); i++) {
      Value.Known part = call.knownInput(i);
      parts.add(part);
      if (part.type() != parts.get(0).type() || !part.constant().isExact()) {
        throw new Refusal("joins tensors of different types");
      }
      List<Integer> dims = new ArrayList<>(part.shape().dims());
      List<Integer> first = new ArrayList<>(parts.get(0).shape().dims());
      if (dims.size() == rank) {
        extent += dims.set(axis, 0);
        first.set(axis, 0);
      }
      if (!dims.equals(first)) {
        throw new Refusal("joins " + part.shape() + " to " + parts.get(0).shape());
      }
    }
    List<Integer> dims = new ArrayList<>(parts.get(0).shape().dims());
    dims.set(axis, (int) Math.min(extent, Integer.MAX_VALUE));
    long size = 1;
    for (int d : dims) {
      size *= d;
      if (size > Constants.DECLARED_LIMIT) {
        throw new Refusal("makes too large a constant", "at most 2^24 elements");
      }
    }
    return List.of(call.known(join(parts, axis, new Shape(dims)), parts.get(0).type()));
  }

  private static Tensor join(List<Value.Known> parts, int axis, Shape shape) {
    boolean integers = !parts.get(0).type().isReal();
    double[] reals = new double[integers ? 0 : shape.size()];
    long[] longs = new long[integers ? shape.size() : 0];
    int outer = 1;
    for (int i = 0; i < axis; i++) {
      outer *= shape.dim(i);
    }
    int next = 0;
    for (int o = 0; o < outer; o++) {
      for (Value.Known part : parts) {
        int run = part.tensor().size() / outer;
        for (int i = o * run; i < (o + 1) * run; i++) {
          if (integers) {
            longs[next++] = part.tensor().longAt(i);
          } else {
            reals[next++] = part.tensor().at(i);
          }
        }
      }
    }
    return integers ? Tensor.ofLongs(shape, longs) : Tensor.ofDoubles(shape, reals);
  }
}
