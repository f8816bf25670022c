package ai.faithful.ir.ball;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Indexing;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Elementwise arithmetic, reductions and matrix products of constants. Results enclose the exact
 * ones; they are exact where doubles compute exactly, and stored as float32 where that loses
 * nothing.
 *
 * <p>Every method throws {@link ArithmeticException} where there is no finite enclosure.
 */
public final class ConstantArithmetic {
  private ConstantArithmetic() {}

  public static Constant add(Constant a, Constant b) {
    return elementwise(a, b, Ball::plus);
  }

  public static Constant subtract(Constant a, Constant b) {
    return elementwise(a, b, Ball::minus);
  }

  public static Constant multiply(Constant a, Constant b) {
    return elementwise(a, b, Ball::times);
  }

  public static Constant divide(Constant a, Constant b) {
    return elementwise(a, b, Ball::over);
  }

  /** Applies an operation of balls element by element, with broadcasting. */
  public static Constant elementwise(Constant a, Constant b, BinaryOperator<Ball> operation) {
    Shape shape = Shape.broadcast(a.shape(), b.shape());
    int[] ia = Indexing.broadcast(a.shape(), shape);
    int[] ib = Indexing.broadcast(b.shape(), shape);
    List<Ball> out = new ArrayList<>(ia.length);
    for (int i = 0; i < ia.length; i++) {
      out.add(operation.apply(element(a, ia[i]), element(b, ib[i])));
    }
    return constant(shape, out);
  }

  public static Constant map(Constant x, UnaryOperator<Ball> operation) {
    List<Ball> out = new ArrayList<>(x.shape().size());
    for (int i = 0; i < x.shape().size(); i++) {
      out.add(operation.apply(element(x, i)));
    }
    return constant(x.shape(), out);
  }

  /**
   * Combines the elements over some axes, which are kept with extent 1.
   *
   * @throws ArithmeticException if there are none to combine
   */
  public static Constant reduce(Constant x, Shape reduced, BinaryOperator<Ball> operation) {
    int[] to = Indexing.broadcast(reduced, x.shape());
    @Nullable Ball[] out = new Ball[reduced.size()];
    for (int i = 0; i < to.length; i++) {
      Ball before = out[to[i]];
      Ball next = element(x, i);
      out[to[i]] = before == null ? next : operation.apply(before, next);
    }
    return constant(reduced, Arrays.stream(out).map(ConstantArithmetic::present).toList());
  }

  /** The matrix product, leading axes broadcast; of operands of rank 2 or more. */
  public static Constant matMul(Constant a, Constant b) {
    Shape shape = new Op.MatMul().shape(List.of(a.shape(), b.shape()));
    int rows = a.shape().dim(-2);
    int inner = a.shape().dim(-1);
    int columns = b.shape().dim(-1);
    Shape batch = leading(shape);
    int[] fromA = Indexing.broadcast(leading(a.shape()), batch);
    int[] fromB = Indexing.broadcast(leading(b.shape()), batch);
    List<Ball> out = new ArrayList<>(shape.size());
    for (int i = 0; i < fromA.length * rows * columns; i++) {
      int matrix = i / (rows * columns);
      int row = fromA[matrix] * rows + i / columns % rows;
      int column = fromB[matrix] * inner * columns + i % columns;
      Ball sum = Ball.ZERO;
      for (int k = 0; k < inner; k++) {
        sum = sum.plus(element(a, row * inner + k).times(element(b, column + k * columns)));
      }
      out.add(sum);
    }
    return constant(shape, out);
  }

  private static Shape leading(Shape x) {
    return new Shape(x.dims().subList(0, x.rank() - 2));
  }

  private static Ball present(@Nullable Ball ball) {
    if (ball == null) {
      throw new ArithmeticException("a reduction of no elements");
    }
    return ball;
  }

  private static Ball element(Constant x, int i) {
    return new Ball(x.value().at(i), x.radius().isPresent() ? x.radius().get().at(i) : 0);
  }

  private static Constant constant(Shape shape, List<Ball> balls) {
    double[] mid = balls.stream().mapToDouble(Ball::mid).toArray();
    double[] radius = balls.stream().mapToDouble(Ball::radius).toArray();
    boolean exact = Arrays.stream(radius).allMatch(r -> r == 0);
    return new Constant(
        narrowest(shape, mid),
        exact ? Optional.empty() : Optional.of(Tensor.ofDoubles(shape, radius)));
  }

  private static Tensor narrowest(Shape shape, double[] mid) {
    float[] floats = new float[mid.length];
    for (int i = 0; i < mid.length; i++) {
      floats[i] = (float) mid[i];
      if (floats[i] != mid[i]) {
        return Tensor.ofDoubles(shape, mid);
      }
    }
    return Tensor.ofFloats(shape, floats);
  }
}
