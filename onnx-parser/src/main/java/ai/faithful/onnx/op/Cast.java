package ai.faithful.onnx.op;

import ai.faithful.ir.Constant;
import ai.faithful.ir.ElementType;
import ai.faithful.ir.Tensor;
import ai.faithful.onnx.tensor.DataType;
import java.util.List;

/**
 * Cast and CastLike: another element type, CastLike that of its second input.
 *
 * <p>Opset history. CastLike: 15, then as Cast. Cast: 6 takes the target as a number; 9 adds
 * strings, 13 bfloat16, 19 the 8-bit floats and saturate, 24 round_mode, later ones narrower types.
 *
 * <p>Attributes: to (Cast); saturate = 1 and round_mode = up concern the narrow floats only, which
 * are refused.
 *
 * <p>Lowering: nothing where the target holds every value of the source. A cast that rounds is not
 * a real-number operation: of a variable it is refused, of a known tensor it is done while reading.
 */
final class Cast {
  static final OnnxOperator OPERATOR =
      OnnxOperator.named("Cast")
          .since(6, 1, 1, "to")
          .since(19, 1, 1, "to", "saturate")
          .since(24, 1, 1, "to", "saturate", "round_mode")
          .lowering(call -> lower(call, target(call)));

  static final OnnxOperator LIKE =
      OnnxOperator.named("CastLike")
          .since(15, 2, 2)
          .since(19, 2, 2, "saturate")
          .since(24, 2, 2, "saturate", "round_mode")
          .lowering(call -> lower(call, call.input(1).type()));

  private Cast() {}

  private static DataType target(Call call) throws Refusal {
    int code = (int) call.attributes().integer("to", 0);
    return DataType.of(code)
        .orElseThrow(() -> new Refusal("casts to " + DataType.nameOf(code), "numeric types"));
  }

  private static List<Value> lower(Call call, DataType to) throws Refusal {
    Value x = call.input(0);
    if (x instanceof Value.Variable variable) {
      boolean holds = to.isReal() && x.type() == DataType.BOOL;
      if (!holds && !to.holdsAllOf(x.type())) {
        throw new Refusal("rounds data from " + x.type() + " to " + to, "a type that holds it");
      }
      return List.of(new Value.Variable(variable.name(), variable.shape(), to));
    }
    Value.Known known = (Value.Known) x;
    if (known.type() == to || (to.isReal() && known.type().isReal() && to.holdsAllOf(x.type()))) {
      return List.of(new Value.Known(known.hint(), known.constant(), to));
    }
    if (!known.constant().isExact()) {
      throw new Refusal("casts a computed constant to " + to);
    }
    Tensor cast = to.isReal() ? toReal(known.tensor(), to) : toInteger(known, to);
    return List.of(new Value.Known(known.hint() + "/" + to, Constant.exact(cast), to));
  }

  private static Tensor toReal(Tensor x, DataType to) throws Refusal {
    double[] out = new double[x.size()];
    for (int i = 0; i < out.length; i++) {
      double value = x.at(i);
      if (x.type() == ElementType.INT64 && Math.abs(value) > 0x1p53) {
        throw new Refusal("casts the large integer " + x.longAt(i) + " to " + to);
      }
      if (to == DataType.FLOAT) {
        out[i] = (float) value;
      } else if (to == DataType.DOUBLE) {
        out[i] = value;
      } else if (value == Math.rint(value) && Math.abs(value) <= 256) {
        out[i] = value; // A small integer, which both 16-bit formats hold.
      } else {
        throw new Refusal("rounds " + value + " to " + to, "float or double");
      }
      if (!Double.isFinite(out[i])) {
        throw new Refusal("overflows " + to);
      }
    }
    return Tensor.ofDoubles(x.shape(), out);
  }

  private static Tensor toInteger(Value.Known known, DataType to) throws Refusal {
    Tensor x = known.tensor();
    long[] out = new long[x.size()];
    for (int i = 0; i < out.length; i++) {
      if (to == DataType.BOOL) {
        out[i] = x.at(i) == 0 ? 0 : 1;
        continue;
      }
      // A cast of a double saturates, which the check below must not mistake for a value.
      if (known.type().isReal() && Math.abs(x.at(i)) >= 0x1p62) {
        throw new Refusal("overflows " + to);
      }
      out[i] = known.type().isReal() ? (long) x.at(i) : x.longAt(i);
      if (!to.holds(out[i])) {
        throw new Refusal("overflows " + to);
      }
    }
    return Tensor.ofLongs(x.shape(), out);
  }
}
