package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.onnx.tensor.DataType;
import java.util.List;
import java.util.Optional;

/**
 * QuantizeLinear and DequantizeLinear: saturate(round(x / scale) + zero), halves to even, and (q -
 * zero) scale.
 *
 * <p>Opset history. 10: one scale and zero point for all. 13 adds axis: one for each index of it.
 * 19 adds 8-bit floats and 16-bit scales, saturate. 21 adds 4-bit and 16-bit integers, block_size
 * and output_dtype; 23 precision (QuantizeLinear) and output_dtype (DequantizeLinear); 25 2-bit
 * integers.
 *
 * <p>Attributes: axis = 1, block_size = 0, output_dtype = the zero point's type, by default uint8;
 * saturate = 1 and precision = 0 concern floats only and leave the real-number meaning as it is.
 *
 * <p>Lowering: Div, Round, Add and Clip; Sub and Mul. Scales and zero points must be known.
 * DynamicQuantizeLinear, whose scale depends on the data, is refused.
 */
final class Quantisation {
  static final OnnxOperator QUANTIZE =
      OnnxOperator.named("QuantizeLinear")
          .since(10, 2, 3)
          .since(13, 2, 3, "axis")
          .since(19, 2, 3, "axis", "saturate")
          .since(21, 2, 3, "axis", "saturate", "block_size", "output_dtype")
          .since(23, 2, 3, "axis", "saturate", "block_size", "output_dtype", "precision")
          .lowering(Quantisation::quantise);

  static final OnnxOperator DEQUANTIZE =
      OnnxOperator.named("DequantizeLinear")
          .since(10, 2, 3)
          .since(13, 2, 3, "axis")
          .since(21, 2, 3, "axis", "block_size")
          .since(23, 2, 3, "axis", "block_size", "output_dtype")
          .lowering(Quantisation::dequantise);

  static final OnnxOperator DYNAMIC =
      OnnxOperator.named("DynamicQuantizeLinear")
          .since(11, 1, 1)
          .lowering(
              call -> {
                throw new Refusal(
                    "its scale depends on the data", "QuantizeLinear with a constant scale");
              });

  private Quantisation() {}

  private static List<Value> quantise(Call call) throws Refusal {
    Value x = call.input(0);
    Value.Known scale = spread(call, QuantisedValues.scale(call, 1), x.shape());
    Optional<Value.Known> zero = QuantisedValues.optional(call, 2);
    long stated = call.attributes().integer("output_dtype", 0);
    DataType type =
        stated != 0
            ? DataType.of((int) stated)
                .orElseThrow(() -> new Refusal("quantises to element type " + stated, "integers"))
            : zero.map(Value.Known::type).orElse(DataType.UINT8);
    if (!type.isInteger() || (zero.isPresent() && zero.get().type() != type)) {
      throw new Refusal(
          "quantises to " + type + " with a zero point of " + zero.map(Value.Known::type),
          "one type of integers");
    }
    Value scaled =
        call.step("scaled", new Op.Div(), QuantisedValues.asReal(x), QuantisedValues.asReal(scale));
    return List.of(QuantisedValues.saturated(call, scaled, spread(call, zero, x.shape()), type));
  }

  private static List<Value> dequantise(Call call) throws Refusal {
    Value x = call.input(0);
    if (!x.type().isInteger()) {
      throw new Refusal("takes " + x.type() + " for quantised", "integers");
    }
    Value.Known scale = QuantisedValues.scale(call, 1);
    Optional<Value.Known> zero = QuantisedValues.optional(call, 2);
    if (zero.isPresent() && zero.get().type() != x.type()) {
      throw new Refusal("has a zero point of " + zero.get().type() + " for " + x.type());
    }
    long stated = call.attributes().integer("output_dtype", scale.type().code());
    DataType type =
        DataType.of((int) stated)
            .filter(DataType::isReal)
            .orElseThrow(() -> new Refusal("gives " + DataType.nameOf((int) stated), "floats"));
    Value centred = QuantisedValues.centred(call, "centred", x, spread(call, zero, x.shape()));
    Value y =
        call.result(new Op.Mul(), centred, QuantisedValues.asReal(spread(call, scale, x.shape())));
    return List.of(
        y instanceof Value.Variable v
            ? new Value.Variable(v.name(), v.shape(), type)
            : new Value.Known(((Value.Known) y).hint(), ((Value.Known) y).constant(), type));
  }

  private static Optional<Value.Known> spread(Call call, Optional<Value.Known> parameter, Shape x)
      throws Refusal {
    return parameter.isEmpty() ? Optional.empty() : Optional.of(spread(call, parameter.get(), x));
  }

  private static Value.Known spread(Call call, Value.Known parameter, Shape x) throws Refusal {
    Attributes a = call.attributes();
    return QuantisedValues.spread(parameter, x, a.integer("axis", 1), a.integer("block_size", 0));
  }
}
