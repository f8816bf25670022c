package ai.faithful.onnx.op;

import ai.faithful.ir.Indexing;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.onnx.tensor.DataType;
import java.util.Arrays;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/** Exact arithmetic on integer tensors that are known while reading: shapes, as a rule. */
final class KnownIntegers {
  private KnownIntegers() {}

  /** Applies Add, Sub, Mul or Div (towards zero); overflow is refused, not wrapped. */
  static Value apply(Call call, Op op, Value a, Value b) throws Refusal {
    return combine(call, a, b, operation(op));
  }

  /** Applies an operation of two integers, broadcast; the result is of their type. */
  static Value.Known combine(Call call, Value a, Value b, LongBinaryOperator f) throws Refusal {
    Value.Known x = known(a);
    Value.Known y = known(b);
    try {
      Shape shape = Shape.broadcast(x.shape(), y.shape());
      int[] ix = Indexing.broadcast(x.shape(), shape);
      int[] iy = Indexing.broadcast(y.shape(), shape);
      long[] out = new long[shape.size()];
      for (int i = 0; i < out.length; i++) {
        out[i] = f.applyAsLong(x.tensor().longAt(ix[i]), y.tensor().longAt(iy[i]));
      }
      return checked(call, out, shape, a.type());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
  }

  /** Applies a function to each integer. */
  static Value.Known map(Call call, Value x, LongUnaryOperator f) throws Refusal {
    try {
      long[] out = Arrays.stream(known(x).tensor().toLongs()).map(f).toArray();
      return checked(call, out, x.shape(), x.type());
    } catch (ArithmeticException e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
  }

  /** Combines the integers over some axes, which are kept with extent 1. */
  static Value.Known reduce(Call call, Value x, Shape reduced, long neutral, LongBinaryOperator f)
      throws Refusal {
    try {
      Value.Known from = known(x);
      int[] to = Indexing.broadcast(reduced, x.shape());
      long[] out = new long[reduced.size()];
      Arrays.fill(out, neutral);
      for (int i = 0; i < to.length; i++) {
        out[to[i]] = f.applyAsLong(out[to[i]], from.tensor().longAt(i));
      }
      return checked(call, out, reduced, x.type());
    } catch (ArithmeticException e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
  }

  private static Value.Known checked(Call call, long[] out, Shape shape, DataType type)
      throws Refusal {
    for (long value : out) {
      if (!type.holds(value)) {
        throw new Refusal("overflows " + type);
      }
    }
    return call.known(Tensor.ofLongs(shape, out), type);
  }

  private static Value.Known known(Value x) throws Refusal {
    if (!(x instanceof Value.Known known)) {
      throw new Refusal(
          "computes with " + x.type() + " that depends on the data", "floating point");
    }
    if (!x.type().isInteger()) {
      throw new Refusal("computes with " + x.type(), "integers or floating point");
    }
    return known;
  }

  private static LongBinaryOperator operation(Op op) {
    if (op instanceof Op.Add) {
      return Math::addExact;
    }
    if (op instanceof Op.Sub) {
      return Math::subtractExact;
    }
    if (op instanceof Op.Mul) {
      return Math::multiplyExact;
    }
    return KnownIntegers::quotient;
  }

  private static long quotient(long x, long y) {
    if (x == Long.MIN_VALUE && y == -1) {
      throw new ArithmeticException("long overflow");
    }
    return x / divisor(y);
  }

  /**
   * What another integer is divided by.
   *
   * @throws ArithmeticException if it is 0; Java's own says little, and nothing once compiled
   */
  static long divisor(long y) {
    if (y == 0) {
      throw new ArithmeticException("divides an integer by 0");
    }
    return y;
  }
}
