package ai.faithful.ir.ball;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Indexing;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * Elementwise arithmetic and matrix products of constants. Results enclose the exact ones; they are
 * exact where doubles compute exactly, and stored as float32 where that loses nothing.
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
    Ball[] out = new Ball[ia.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = operation.apply(element(a, ia[i]), element(b, ib[i]));
    }
    return constant(shape, out);
  }

  public static Constant map(Constant x, UnaryOperator<Ball> operation) {
    Ball[] out = new Ball[x.shape().size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = operation.apply(element(x, i));
    }
    return constant(x.shape(), out);
  }

  /** The product of two matrices. */
  public static Constant matMul(Constant a, Constant b) {
    int rows = a.shape().dim(0);
    int inner = a.shape().dim(1);
    int columns = b.shape().dim(1);
    Ball[] out = new Ball[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        Ball sum = Ball.ZERO;
        for (int k = 0; k < inner; k++) {
          sum = sum.plus(element(a, i * inner + k).times(element(b, k * columns + j)));
        }
        out[i * columns + j] = sum;
      }
    }
    return constant(Shape.of(rows, columns), out);
  }

  private static Ball element(Constant x, int i) {
    return new Ball(x.value().at(i), x.radius().isPresent() ? x.radius().get().at(i) : 0);
  }

  private static Constant constant(Shape shape, Ball[] balls) {
    double[] mid = Arrays.stream(balls).mapToDouble(Ball::mid).toArray();
    double[] radius = Arrays.stream(balls).mapToDouble(Ball::radius).toArray();
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
