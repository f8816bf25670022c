package ai.faithful.onnx.op;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.ball.Ball;
import ai.faithful.ir.ball.ConstantArithmetic;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Range: start, start + delta, start + 2 delta, ... before the limit.
 *
 * <p>Opset history: 11. No attributes.
 *
 * <p>Lowering: known numbers, of known ones; reals with the radius that their rounding costs.
 */
final class Range {
  static final OnnxOperator OPERATOR =
      OnnxOperator.named("Range").since(11, 3, 3).lowering(call -> List.of(lower(call)));

  private Range() {}

  private static Value lower(Call call) throws Refusal {
    Value.Known start = number(call, 0);
    Value.Known limit = number(call, 1);
    Value.Known delta = number(call, 2);
    if (start.type() != limit.type() || start.type() != delta.type()) {
      throw new Refusal("mixes types", "operands of one type");
    }
    if (!start.type().isReal()) {
      return integers(
          call,
          start,
          start.tensor().longAt(0),
          limit.tensor().longAt(0),
          delta.tensor().longAt(0));
    }
    double from = start.tensor().at(0);
    double step = delta.tensor().at(0);
    double count = Math.ceil((limit.tensor().at(0) - from) / step);
    if (step == 0 || !(count <= Constants.DECLARED_LIMIT)) {
      throw new Refusal("runs from " + from + " by steps of " + step, "at most 2^24 elements");
    }
    Tensor multiples =
        Tensor.ofDoubles(
            Shape.of((int) Math.max(0, count)),
            LongStream.range(0, (long) count).asDoubleStream().toArray());
    Ball first = Ball.exact(from);
    Ball slope = Ball.exact(step);
    Constant elements =
        ConstantArithmetic.map(Constant.exact(multiples), k -> k.times(slope).plus(first));
    return call.constant("range", elements, start.type());
  }

  private static Value integers(Call call, Value like, long start, long limit, long delta)
      throws Refusal {
    if (delta == 0) {
      throw new Refusal("runs in steps of 0");
    }
    long distance;
    try {
      distance = Math.subtractExact(limit, start);
    } catch (ArithmeticException e) {
      throw new Refusal("runs from " + start + " to " + limit, "at most 2^24 elements");
    }
    boolean runs = distance != 0 && (distance > 0) == (delta > 0);
    long count = runs ? (Math.abs(distance) - 1) / Math.abs(delta) + 1 : 0;
    Choice.requireSize(count);
    long[] out = LongStream.range(0, count).map(i -> start + i * delta).toArray();
    return call.known(Tensor.ofLongs(Shape.of(out.length), out), like.type());
  }

  private static Value.Known number(Call call, int input) throws Refusal {
    Value.Known known = call.knownInput(input);
    if (known.shape().size() != 1 || !known.constant().isExact()) {
      throw new Refusal("input " + input + " is " + known.shape(), "one exact number");
    }
    return known;
  }
}
