package ai.faithful.ir.ball;

import ai.faithful.ir.Constant;
import ai.faithful.ir.ElementType;
import ai.faithful.ir.Indexing;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Rearrangement of constants, reals and integers alike; their radii move along with them. */
public final class ConstantLayout {
  private ConstantLayout() {}

  public static Constant reshape(Constant x, Shape target) {
    return each(x, t -> t.reshape(target));
  }

  public static Constant transpose(Constant x, List<Integer> permutation) {
    return each(x, t -> t.transpose(permutation));
  }

  public static Constant gather(Constant x, Op.Gather op) {
    Shape shape = op.shape(List.of(x.shape()));
    int[] from = Indexing.gathered(x.shape(), op.axis(), op.indices());
    return each(x, t -> t.pick(shape, from));
  }

  public static Constant expand(Constant x, Shape target) {
    int[] from = Indexing.broadcast(x.shape(), target);
    return each(x, t -> t.pick(target, from));
  }

  public static Constant pad(Constant x, Op.Pad op) {
    Shape shape = op.shape(List.of(x.shape()));
    int[] to = Indexing.padded(x.shape(), shape, op.begin(), op.interior());
    return each(x, t -> placed(shape, List.of(t), List.of(to)));
  }

  public static Constant concat(List<Constant> parts, int axis) {
    List<Shape> shapes = parts.stream().map(Constant::shape).toList();
    Shape shape = new Op.Concat(axis).shape(shapes);
    List<int[]> places = new ArrayList<>();
    int start = 0;
    for (Shape part : shapes) {
      places.add(Indexing.slab(part, shape, axis, start));
      start += part.dim(axis);
    }
    Tensor value = placed(shape, parts.stream().map(Constant::value).toList(), places);
    if (parts.stream().allMatch(Constant::isExact)) {
      return Constant.exact(value);
    }
    List<Tensor> radii =
        parts.stream()
            .map(part -> part.radius().orElseGet(() -> Tensor.filled(part.shape(), 0)))
            .toList();
    return new Constant(value, Optional.of(placed(shape, radii, places)));
  }

  private static Constant each(Constant x, UnaryOperator<Tensor> rearrange) {
    return new Constant(rearrange.apply(x.value()), x.radius().map(rearrange));
  }

  /** A tensor of the elements of others at the given places, zero elsewhere. */
  private static Tensor placed(Shape shape, List<Tensor> parts, List<int[]> places) {
    boolean integers = parts.stream().allMatch(t -> t.type() == ElementType.INT64);
    boolean floats = parts.stream().allMatch(t -> t.type() == ElementType.FLOAT32);
    long[] longs = new long[integers ? shape.size() : 0];
    float[] singles = new float[floats ? shape.size() : 0];
    double[] doubles = new double[integers || floats ? 0 : shape.size()];
    for (int k = 0; k < parts.size(); k++) {
      Tensor part = parts.get(k);
      int[] to = places.get(k);
      for (int i = 0; i < to.length; i++) {
        if (integers) {
          longs[to[i]] = part.longAt(i);
        } else if (floats) {
          singles[to[i]] = (float) part.at(i);
        } else {
          doubles[to[i]] = part.at(i);
        }
      }
    }
    return integers
        ? Tensor.ofLongs(shape, longs)
        : floats ? Tensor.ofFloats(shape, singles) : Tensor.ofDoubles(shape, doubles);
  }
}
