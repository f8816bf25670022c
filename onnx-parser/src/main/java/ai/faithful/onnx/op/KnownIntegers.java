package ai.faithful.onnx.op;

import ai.faithful.ir.Indexing;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;

/** Exact arithmetic on integer tensors that are known while reading: shapes, as a rule. */
final class KnownIntegers {
  private KnownIntegers() {}

  /** Applies Add, Sub, Mul or Div (towards zero); overflow is refused, not wrapped. */
  static Value apply(Call call, Op op, Value a, Value b) throws Refusal {
    if (!(a instanceof Value.Known x) || !(b instanceof Value.Known y)) {
      throw new Refusal(
          "computes with " + a.type() + " that depends on the data", "floating point");
    }
    if (!a.type().isInteger()) {
      throw new Refusal("computes with " + a.type(), "integers or floating point");
    }
    try {
      Shape shape = Shape.broadcast(x.shape(), y.shape());
      int[] ix = Indexing.broadcast(x.shape(), shape);
      int[] iy = Indexing.broadcast(y.shape(), shape);
      long[] out = new long[shape.size()];
      for (int i = 0; i < out.length; i++) {
        out[i] = apply(op, x.tensor().longAt(ix[i]), y.tensor().longAt(iy[i]));
        if (!a.type().holds(out[i])) {
          throw new Refusal("overflows " + a.type());
        }
      }
      return call.known(Tensor.ofLongs(shape, out), a.type());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
  }

  private static long apply(Op op, long x, long y) {
    if (op instanceof Op.Add) {
      return Math.addExact(x, y);
    }
    if (op instanceof Op.Sub) {
      return Math.subtractExact(x, y);
    }
    if (op instanceof Op.Mul) {
      return Math.multiplyExact(x, y);
    }
    if (x == Long.MIN_VALUE && y == -1) {
      throw new ArithmeticException("long overflow");
    }
    return x / y;
  }
}
