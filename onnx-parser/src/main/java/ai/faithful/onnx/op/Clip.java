package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Shape;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Clip: min(max(x, least), most).
 *
 * <p>Opset history: 6 has the ends as attributes, by default the ends of float32; 11 takes them as
 * optional scalars; 12 adds integers; 13 says that most wins where least is above it.
 *
 * <p>Attributes: min, max (before 11). An end at float32's own end is none.
 *
 * <p>Lowering: Relu for [0, inf), Clip for known ends, else Max and a Max of negatives; integers
 * that are known are computed while reading.
 */
final class Clip {
  static final OnnxOperator OPERATOR =
      OnnxOperator.named("Clip").since(6, 1, 1, "min", "max").since(11, 1, 3).lowering(Clip::lower);

  private Clip() {}

  private static List<Value> lower(Call call) throws Refusal {
    if (call.opset() < 11) {
      double least = call.attributes().real("min", -Float.MAX_VALUE);
      double most = call.attributes().real("max", Float.MAX_VALUE);
      return List.of(clipped(call, call.realInput(0), least, most));
    }
    Value x = call.input(0);
    Optional<Value> least = end(call, 1);
    Optional<Value> most = end(call, 2);
    if (!x.type().isReal()) {
      return List.of(integers(call, x, least, most));
    }
    OptionalDouble low = known(least, -Float.MAX_VALUE);
    OptionalDouble high = known(most, Float.MAX_VALUE);
    if (low.isPresent() && high.isPresent()) {
      return List.of(clipped(call, x, low.getAsDouble(), high.getAsDouble()));
    }
    if (most.isEmpty()) {
      return List.of(call.result(new Op.Max(), x, least.orElseThrow()));
    }
    Value above = least.isEmpty() ? x : call.step("above", new Op.Max(), x, least.get());
    return List.of(Extremes.least(call, above, most.get(), true));
  }

  private static Optional<Value> end(Call call, int input) throws Refusal {
    Optional<Value> end = call.optionalInput(input);
    if (end.isPresent() && end.get().shape().size() != 1) {
      throw new Refusal("input " + input + " is " + end.get().shape(), "one number");
    }
    if (end.isPresent() && end.get().shape().rank() > 0) {
      return Optional.of(call.step("end" + input, new Op.Reshape(Shape.SCALAR), end.get()));
    }
    return end;
  }

  private static OptionalDouble known(Optional<Value> end, double otherwise) {
    return end.isPresent() ? Uniform.of(end.get()) : OptionalDouble.of(otherwise);
  }

  private static Value clipped(Call call, Value x, double least, double most) throws Refusal {
    double high = most >= Float.MAX_VALUE ? Double.POSITIVE_INFINITY : most;
    double low = Math.min(high, least <= -Float.MAX_VALUE ? Double.NEGATIVE_INFINITY : least);
    if (low == Double.NEGATIVE_INFINITY && high == Double.POSITIVE_INFINITY) {
      return x;
    }
    return call.result(
        low == 0 && high == Double.POSITIVE_INFINITY
            ? new Op.Relu()
            : new Op.Elementwise(new ScalarFunction.Clip(low, high)),
        x);
  }

  private static Value integers(Call call, Value x, Optional<Value> least, Optional<Value> most)
      throws Refusal {
    Value clipped = least.isEmpty() ? x : KnownIntegers.combine(call, x, least.get(), Math::max);
    return most.isEmpty() ? clipped : KnownIntegers.combine(call, clipped, most.get(), Math::min);
  }
}
