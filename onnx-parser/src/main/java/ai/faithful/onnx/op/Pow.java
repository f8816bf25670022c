package ai.faithful.onnx.op;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.ball.ConstantArithmetic;
import ai.faithful.ir.ball.ScalarBalls;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeSet;

/**
 * Pow: x^y.
 *
 * <p>Opset history: 1 broadcasts y only if {@code broadcast} is set, aligned at {@code axis}; 7
 * broadcasts both ways; 12 lets y be of another type; 13 and 15 add types.
 *
 * <p>Attributes: broadcast = 0 and axis (before 7).
 *
 * <p>Lowering: of a known y that is one number, the function Power (Sqrt, Reciprocal where it is
 * one of them); of several whole numbers from 0 on, the sum of their powers under masks of 0 and 1;
 * of a known positive x, e^(y ln x). Integers that are known are computed while reading.
 */
final class Pow {
  static final OnnxOperator OPERATOR =
      OnnxOperator.named("Pow")
          .since(6, 2, 2, "broadcast", "axis")
          .since(7, 2, 2)
          .lowering(call -> List.of(lower(call)));

  /** More masks than this are no layer. */
  private static final int MASKS = 8;

  private Pow() {}

  private static Value lower(Call call) throws Refusal {
    Value x = call.input(0);
    Value y = Arithmetic.second(call);
    if (!x.type().isReal()) {
      return KnownIntegers.combine(call, x, y, Pow::power);
    }
    OptionalDouble uniform = Uniform.of(y);
    if (uniform.isPresent()) {
      return power(call, x, y.shape(), uniform.getAsDouble());
    }
    if (y instanceof Value.Known exponents && exponents.constant().isExact()) {
      return masked(call, x, exponents.tensor());
    }
    if (x instanceof Value.Known base && y.type().isReal()) {
      return exponential(call, base, y);
    }
    throw new Refusal("raises data to a power that depends on it", "a known base or exponent");
  }

  private static Value power(Call call, Value x, Shape exponent, double e) throws Refusal {
    Shape shape = Shape.broadcast(x.shape(), exponent);
    Value base = shape.equals(x.shape()) ? x : call.step("base", new Op.Expand(shape), x);
    if (e == 1) {
      return base;
    }
    if (e == 0) {
      return call.known(Tensor.filled(shape, 1), x.type());
    }
    return call.result(new Op.Elementwise(function(e)), base);
  }

  private static ScalarFunction function(double exponent) {
    if (exponent == 0.5) {
      return new ScalarFunction.Sqrt();
    }
    return exponent == -1 ? new ScalarFunction.Reciprocal() : new ScalarFunction.Power(exponent);
  }

  private static Value masked(Call call, Value x, Tensor exponents) throws Refusal {
    TreeSet<Double> distinct = new TreeSet<>();
    for (int i = 0; i < exponents.size(); i++) {
      distinct.add(exponents.at(i));
    }
    if (distinct.size() > MASKS || distinct.stream().anyMatch(e -> e < 0 || e != Math.rint(e))) {
      throw new Refusal("has several exponents", "one exponent, or up to 8 whole ones from 0 on");
    }
    List<Value> terms = new ArrayList<>();
    for (double e : distinct.descendingSet()) {
      float[] mask = new float[exponents.size()];
      for (int i = 0; i < mask.length; i++) {
        mask[i] = exponents.at(i) == e ? 1 : 0;
      }
      Value chosen = call.known(Tensor.ofFloats(exponents.shape(), mask), x.type());
      if (e > 0) {
        Value power = e == 1 ? x : call.step("power", new Op.Elementwise(function(e)), x);
        chosen = call.step("masked", new Op.Mul(), power, chosen);
      }
      terms.add(chosen);
    }
    Value total = terms.get(0);
    for (int i = 1; i < terms.size(); i++) {
      total = call.part(i + 1 == terms.size(), "sum", new Op.Add(), total, terms.get(i));
    }
    return total;
  }

  private static Value exponential(Call call, Value.Known base, Value y) throws Refusal {
    Constant logarithm;
    try {
      ScalarFunction log = new ScalarFunction.Log();
      logarithm = ConstantArithmetic.map(base.constant(), b -> ScalarBalls.of(log, b));
    } catch (ArithmeticException e) {
      throw new Refusal("raises a constant that is not above 0", "a positive base");
    }
    Value scale = call.constant("logarithm", logarithm, y.type());
    Value scaled = call.step("scaled", new Op.Mul(), y, scale);
    return call.result(new Op.Elementwise(new ScalarFunction.Exp()), scaled);
  }

  private static long power(long base, long exponent) {
    if (exponent < 0) {
      throw new ArithmeticException("a negative power of an integer");
    }
    if (Math.abs(base) <= 1) { // or the loop below might not end for a long time
      return base == 0 && exponent == 0 ? 1 : base < 0 && exponent % 2 == 0 ? 1 : base;
    }
    long result = 1;
    for (long i = 0; i < exponent; i++) {
      result = Math.multiplyExact(result, base);
    }
    return result;
  }
}
