package ai.faithful.onnx.op;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.onnx.tensor.DataType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What the quantised operators share. A tensor of integers that depends on the data is a value of
 * the lowered graph whose elements happen to be integers: rounding and saturation are operations on
 * reals there, and sums of products of integers are exact.
 */
final class QuantisedValues {
  private QuantisedValues() {}

  /** The same elements as reals. */
  static Value asReal(Value x) {
    return retyped(x, DataType.FLOAT);
  }

  private static Value retyped(Value x, DataType type) {
    return x instanceof Value.Variable v
        ? new Value.Variable(v.name(), v.shape(), type)
        : new Value.Known(((Value.Known) x).hint(), reals((Value.Known) x), type);
  }

  private static Constant reals(Value.Known x) {
    return x.type().isReal()
        ? x.constant()
        : Constant.exact(Tensor.ofDoubles(x.shape(), x.tensor().toDoubles()));
  }

  /** Integers less their zero point, as reals; {@code zero} broadcasts. */
  static Value centred(Call call, String suffix, Value x, Optional<Value.Known> zero)
      throws Refusal {
    Value real = asReal(x);
    if (zero.isEmpty() || isZero(zero.get())) {
      return real;
    }
    return call.step(suffix, new Op.Sub(), real, asReal(zero.get()));
  }

  /** Whole numbers y saturated to an integer type, after a zero point is added: the result. */
  static Value saturated(Call call, Value y, Optional<Value.Known> zero, DataType type)
      throws Refusal {
    if (type.bits() > 32) {
      throw new Refusal("quantises to " + type, "integers of at most 32 bits");
    }
    Value rounded = call.step("rounded", new Op.Elementwise(new ScalarFunction.Round()), y);
    Value shifted =
        zero.isEmpty() || isZero(zero.get())
            ? rounded
            : call.step("shifted", new Op.Add(), rounded, asReal(zero.get()));
    ScalarFunction clip = new ScalarFunction.Clip(type.least(), type.most());
    return retyped(call.result(new Op.Elementwise(clip), shifted), type);
  }

  /** A known operand that may be left out. */
  static Optional<Value.Known> optional(Call call, int i) throws Refusal {
    return call.optionalInput(i).isPresent() ? Optional.of(call.knownInput(i)) : Optional.empty();
  }

  /** A scale: known, of reals, none of them 0. */
  static Value.Known scale(Call call, int i) throws Refusal {
    Value.Known scale = call.knownInput(i);
    for (double s : scale.tensor().toDoubles()) {
      if (!scale.type().isReal() || s == 0) {
        throw new Refusal("has the scale " + s + " of " + scale.type(), "reals other than 0");
      }
    }
    return scale;
  }

  /**
   * A scale or zero point as it broadcasts over x: one for all, one for each index of an axis, or
   * one for each block of indices of that axis.
   *
   * @param block extent of a block; 0 if there are none
   */
  static Value.Known spread(Value.Known p, Shape x, long axis, long block) throws Refusal {
    if (p.shape().size() == 1 && block == 0) {
      return reshaped(p, Shape.SCALAR);
    }
    int at = Call.axis(axis, x.rank());
    if (block == 0) {
      if (!p.shape().equals(Shape.of(x.dim(at)))) {
        throw new Refusal(
            "has " + p.shape() + " scales or zero points", "one, or [" + x.dim(at) + "]");
      }
      List<Integer> dims = new ArrayList<>(Collections.nCopies(x.rank(), 1));
      dims.set(at, x.dim(at));
      return reshaped(p, new Shape(dims));
    }
    List<Integer> dims = new ArrayList<>(x.dims());
    dims.set(at, block < 1 ? 0 : (int) ((x.dim(at) + block - 1) / block));
    if (block < 1 || !p.shape().dims().equals(dims)) {
      throw new Refusal("has scales or zero points " + p.shape() + " for blocks of " + block);
    }
    int[] from = new int[x.size()];
    int inner = 1;
    for (int i = at + 1; i < x.rank(); i++) {
      inner *= x.dim(i);
    }
    for (int i = 0; i < from.length; i++) {
      int outer = i / (inner * x.dim(at));
      int index = i / inner % x.dim(at);
      from[i] = (outer * dims.get(at) + (int) (index / block)) * inner + i % inner;
    }
    return new Value.Known(p.hint(), Constant.exact(p.tensor().pick(x, from)), p.type());
  }

  static Value.Known reshaped(Value.Known p, Shape target) {
    Constant constant =
        new Constant(p.tensor().reshape(target), p.constant().radius().map(r -> r.reshape(target)));
    return new Value.Known(p.hint(), constant, p.type());
  }

  private static boolean isZero(Value.Known zero) {
    for (double z : zero.tensor().toDoubles()) {
      if (z != 0) {
        return false;
      }
    }
    return true;
  }
}
