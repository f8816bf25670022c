package ai.faithful.onnx.op;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.onnx.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Products of quantised tensors: MatMulInteger and ConvInteger, which give the 32-bit sums, and
 * QLinearMatMul and QLinearConv, which scale, round and saturate them.
 *
 * <p>Opset history: 10 all; QLinearMatMul 21 adds 16-bit floats and 8-bit floats.
 *
 * <p>Attributes: those of Conv for the convolutions.
 *
 * <p>Lowering: the product of the operands less their zero points, exact on integers; then Mul by
 * the operands' scales, Div by the result's, Round, Add, Clip. A sum that could overflow 32 bits is
 * refused, for it would wrap around.
 */
final class QuantisedProducts {
  private static final String[] WINDOWS = {
    "auto_pad", "pads", "strides", "dilations", "group", "kernel_shape"
  };

  static final OnnxOperator MAT_MUL_INTEGER =
      OnnxOperator.named("MatMulInteger")
          .since(10, 2, 4)
          .lowering(call -> List.of(sums(call, false, 0, 1, 2, 3, true)));

  static final OnnxOperator CONV_INTEGER =
      OnnxOperator.named("ConvInteger")
          .since(10, 2, 4, WINDOWS)
          .lowering(call -> List.of(sums(call, true, 0, 1, 2, 3, true)));

  static final OnnxOperator MAT_MUL =
      OnnxOperator.named("QLinearMatMul")
          .since(10, 8, 8)
          .lowering(call -> List.of(scaled(call, false)));

  static final OnnxOperator CONV =
      OnnxOperator.named("QLinearConv")
          .since(10, 8, 9, WINDOWS)
          .lowering(call -> List.of(scaled(call, true)));

  private QuantisedProducts() {}

  /** The sums of products of operands a and b less their zero points. */
  private static Value sums(
      Call call, boolean convolves, int a, int b, int zeroA, int zeroB, boolean last)
      throws Refusal {
    Value x = call.input(a);
    Value w = call.input(b);
    requireBytes(x, a);
    requireBytes(w, b);
    Optional<Value.Known> zx = zero(call, zeroA, x, convolves, false);
    Optional<Value.Known> zw = zero(call, zeroB, w, convolves, true);
    Value left = QuantisedValues.centred(call, "left", x, zx);
    Value right = QuantisedValues.centred(call, "right", w, zw);
    long terms =
        convolves
            ? (long) w.shape().size() / Math.max(1, w.shape().dim(0))
            : x.shape().dim(x.shape().rank() - 1);
    long bias = convolves && !last ? mostOf(call, 8) : 0;
    if (terms * 255 * 255 + bias > Integer.MAX_VALUE) {
      throw new Refusal("adds up " + terms + " products, which may overflow 32 bits");
    }
    Op op = convolves ? Conv.operation(call, left.shape(), right.shape()) : new Op.MatMul();
    Value y = last ? call.result(op, left, right) : call.step("sums", op, left, right);
    return last && y instanceof Value.Variable v
        ? new Value.Variable(v.name(), v.shape(), DataType.INT32)
        : y;
  }

  /** The largest magnitude in a known operand, 0 if it is left out. */
  private static long mostOf(Call call, int i) throws Refusal {
    long most = 0;
    Optional<Value.Known> known = QuantisedValues.optional(call, i);
    if (known.isPresent()) {
      for (double v : known.get().tensor().toDoubles()) {
        most = Math.max(most, (long) Math.abs(v));
      }
    }
    return most;
  }

  private static void requireBytes(Value x, int i) throws Refusal {
    if ((x.type() != DataType.INT8 && x.type() != DataType.UINT8) || x.shape().rank() < 2) {
      throw new Refusal(
          "input " + i + " is " + x.type() + x.shape(), "8-bit integers of rank at least 2");
    }
  }

  /** A zero point as it broadcasts over its operand: for all, or for each row, column or filter. */
  private static Optional<Value.Known> zero(
      Call call, int i, Value of, boolean convolves, boolean right) throws Refusal {
    Optional<Value.Known> zero = QuantisedValues.optional(call, i);
    if (zero.isEmpty()) {
      return zero;
    }
    if (zero.get().type() != of.type()) {
      throw new Refusal("input " + i + " is a zero point of " + zero.get().type());
    }
    return Optional.of(
        QuantisedValues.spread(zero.get(), of.shape(), axis(of, convolves, right), 0));
  }

  /** Along which axis of an operand parameters may differ. */
  private static int axis(Value of, boolean convolves, boolean right) {
    if (convolves) {
      return 0;
    }
    return of.shape().rank() - (right ? 1 : 2);
  }

  private static Value scaled(Call call, boolean convolves) throws Refusal {
    Value y = sums(call, convolves, 0, 3, 2, 5, false);
    Value.Known scaleX = QuantisedValues.scale(call, 1);
    Value.Known scaleW = QuantisedValues.scale(call, 4);
    Value.Known scaleY = QuantisedValues.scale(call, 6);
    Value.Known zeroY = call.knownInput(7);
    if (scaleX.shape().size() != 1 || scaleY.shape().size() != 1 || zeroY.shape().size() != 1) {
      throw new Refusal("has several scales of its input or output", "one");
    }
    if (convolves && call.optionalInput(8).isPresent()) {
      Value bias = QuantisedValues.asReal(call.knownInput(8));
      if (!bias.shape().equals(Shape.of(y.shape().dim(1)))) {
        throw new Refusal("has a bias " + bias.shape(), "[" + y.shape().dim(1) + "]");
      }
      Value.Known spread = QuantisedValues.spread((Value.Known) bias, y.shape(), 1, 0);
      y = call.step("biased", new Op.Add(), y, spread);
    }
    Value.Known factor = product(scaleX, scaleW, y.shape(), convolves ? 1 : y.shape().rank() - 1);
    Value real = call.step("real", new Op.Mul(), y, factor);
    Value quotient =
        call.step(
            "quotient",
            new Op.Div(),
            real,
            QuantisedValues.asReal(QuantisedValues.reshaped(scaleY, Shape.SCALAR)));
    DataType type = zeroY.type();
    if (!type.isInteger()) {
      throw new Refusal("quantises to " + type, "integers");
    }
    return QuantisedValues.saturated(
        call, quotient, Optional.of(QuantisedValues.reshaped(zeroY, Shape.SCALAR)), type);
  }

  /** The product of two float32 scales, which a double holds exactly. */
  private static Value.Known product(Value.Known one, Value.Known many, Shape y, int axis)
      throws Refusal {
    double[] out = new double[many.shape().size()];
    for (int i = 0; i < out.length; i++) {
      double a = one.tensor().at(0);
      double b = many.tensor().at(i);
      if ((float) a != a || (float) b != b) {
        throw new Refusal("has scales of double precision", "float");
      }
      out[i] = a * b;
    }
    List<Integer> dims = new ArrayList<>(many.shape().dims());
    Constant product = Constant.exact(Tensor.ofDoubles(new Shape(dims), out));
    return QuantisedValues.spread(
        new Value.Known(many.hint() + "/product", product, DataType.FLOAT), y, axis, 0);
  }
}
