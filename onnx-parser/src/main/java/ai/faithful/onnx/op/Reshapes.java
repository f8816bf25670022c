package ai.faithful.onnx.op;

import ai.faithful.ir.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reshape, Flatten, Squeeze and Unsqueeze: the same elements under another shape.
 *
 * <p>Opset history. Reshape: 1 takes the shape as an attribute, 5 as an input, 14 adds allowzero,
 * later ones element types. Flatten: 1 and 9; 11 allows negative axes; later ones element types.
 * Squeeze and Unsqueeze: 1 takes the axes as an attribute (11 allows negative ones), 13 as an
 * input.
 *
 * <p>Attributes: shape (Reshape before 5), allowzero = 0 (Reshape from 14), axis = 1 (Flatten),
 * axes (the others before 13; Squeeze without any drops every axis of extent 1).
 *
 * <p>Lowering: Reshape; of a known tensor, while reading.
 */
final class Reshapes {
  static final OnnxOperator RESHAPE =
      OnnxOperator.named("Reshape")
          .since(1, 1, 1, "shape")
          .since(5, 2, 2)
          .since(14, 2, 2, "allowzero")
          .lowering(Reshapes::reshape);

  static final OnnxOperator FLATTEN =
      OnnxOperator.named("Flatten").since(1, 1, 1, "axis").lowering(Reshapes::flatten);

  static final OnnxOperator SQUEEZE =
      OnnxOperator.named("Squeeze")
          .since(1, 1, 1, "axes")
          .since(13, 1, 2)
          .lowering(Reshapes::squeeze);

  static final OnnxOperator UNSQUEEZE =
      OnnxOperator.named("Unsqueeze")
          .since(1, 1, 1, "axes")
          .since(13, 2, 2)
          .lowering(Reshapes::unsqueeze);

  private Reshapes() {}

  private static List<Value> reshape(Call call) throws Refusal {
    Value x = call.input(0);
    long[] wanted =
        call.opset() >= 5
            ? call.integerInput(1)
            : call.attributes().integers("shape").orElse(List.of()).stream()
                .mapToLong(Long::longValue)
                .toArray();
    boolean zeroIsZero = call.attributes().flag("allowzero");
    return List.of(call.reshape(x, target(x.shape(), wanted, zeroIsZero)));
  }

  private static Shape target(Shape x, long[] wanted, boolean zeroIsZero) throws Refusal {
    Integer[] dims = new Integer[wanted.length];
    int inferred = -1;
    long rest = 1;
    for (int i = 0; i < wanted.length; i++) {
      long d = wanted[i];
      if (d == -1 && inferred < 0) {
        inferred = i;
        continue;
      }
      if (d == 0 && !zeroIsZero) {
        if (i >= x.rank()) {
          throw new Refusal("keeps axis " + i + " of " + x);
        }
        d = x.dim(i);
      }
      if (d < 0 || d > Integer.MAX_VALUE || (d != 0 && rest > Integer.MAX_VALUE / d)) {
        throw new Refusal("reshapes " + x + " to " + Text.clip(List.of(box(wanted)).toString()));
      }
      dims[i] = (int) d;
      rest *= d;
    }
    if (inferred >= 0) {
      if (rest == 0 || x.size() % rest != 0) {
        throw new Refusal("reshapes " + x + " to " + Text.clip(List.of(box(wanted)).toString()));
      }
      dims[inferred] = (int) (x.size() / rest);
    }
    return new Shape(List.of(dims));
  }

  private static Long[] box(long[] values) {
    Long[] out = new Long[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = values[i];
    }
    return out;
  }

  private static List<Value> flatten(Call call) throws Refusal {
    Value x = call.input(0);
    int rank = x.shape().rank();
    long given = call.attributes().integer("axis", 1);
    int axis = given == rank ? rank : Call.axis(given, rank);
    int rows = 1;
    int columns = 1;
    for (int i = 0; i < rank; i++) {
      if (i < axis) {
        rows *= x.shape().dim(i);
      } else {
        columns *= x.shape().dim(i);
      }
    }
    return List.of(call.reshape(x, Shape.of(rows, columns)));
  }

  private static List<Value> squeeze(Call call) throws Refusal {
    Value x = call.input(0);
    Optional<long[]> axes = axes(call);
    Set<Integer> dropped = new TreeSet<>();
    for (int i = 0; i < x.shape().rank(); i++) {
      if (axes.isEmpty() && x.shape().dim(i) == 1) {
        dropped.add(i);
      }
    }
    for (long given : axes.orElse(new long[0])) {
      int axis = Call.axis(given, x.shape().rank());
      if (x.shape().dim(axis) != 1) {
        throw new Refusal("squeezes axis " + axis + " of " + x.shape(), "an axis of extent 1");
      }
      dropped.add(axis);
    }
    List<Integer> dims = new ArrayList<>();
    for (int i = 0; i < x.shape().rank(); i++) {
      if (!dropped.contains(i)) {
        dims.add(x.shape().dim(i));
      }
    }
    return List.of(call.reshape(x, new Shape(dims)));
  }

  private static List<Value> unsqueeze(Call call) throws Refusal {
    Value x = call.input(0);
    long[] axes = axes(call).orElseThrow(() -> new Refusal("has no axes"));
    if (axes.length > 16) {
      throw new Refusal("inserts " + axes.length + " axes");
    }
    int rank = x.shape().rank() + axes.length;
    List<Integer> dims = new ArrayList<>(Collections.nCopies(rank, -1));
    for (long axis : axes) {
      if (dims.set(Call.axis(axis, rank), 1) == 1) {
        throw new Refusal("inserts an axis twice");
      }
    }
    int next = 0;
    for (int i = 0; i < rank; i++) {
      if (dims.get(i) < 0) {
        dims.set(i, x.shape().dim(next++));
      }
    }
    return List.of(call.reshape(x, new Shape(dims)));
  }

  private static Optional<long[]> axes(Call call) throws Refusal {
    if (call.opset() < 13) {
      return call.attributes()
          .integers("axes")
          .map(list -> list.stream().mapToLong(Long::longValue).toArray());
    }
    return call.optionalInput(1).isPresent() ? Optional.of(call.integerInput(1)) : Optional.empty();
  }
}
