package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * What normalisations are made of.
 *
 * @param mean of the normalised axes, kept with extent 1
 * @param centred x - mean
 * @param inverse 1 / sqrt(variance + epsilon)
 */
record Moments(Value mean, Value centred, Value inverse) {

  /** Mean, deviations and inverse standard deviation over some axes. */
  static Moments of(Call call, Value x, List<Integer> axes, float epsilon) throws Refusal {
    Value mean = Axes.mean(call, x, axes);
    Value centred = call.step("centred", new Op.Sub(), x, mean);
    return new Moments(mean, centred, inverseRoot(call, meanSquare(call, centred, axes), epsilon));
  }

  /** The deviations over the standard deviation. */
  Value normalised(Call call) throws Refusal {
    return call.step("normalised", new Op.Mul(), centred, inverse);
  }

  static Value meanSquare(Call call, Value x, List<Integer> axes) throws Refusal {
    Value square = Reductions.function(call, "square", new ScalarFunction.Power(2), x);
    return Axes.mean(call, square, axes);
  }

  /** 1 / sqrt(x + epsilon). */
  static Value inverseRoot(Call call, Value x, float epsilon) throws Refusal {
    Value shift = ParametricActivations.scalar(call, epsilon, x);
    Value above = call.step("above", new Op.Add(), x, shift);
    return Reductions.function(call, "inverse", new ScalarFunction.Power(-0.5), above);
  }

  /** A vector of one number per channel, in a shape that broadcasts along axis 1 of x. */
  static Value perChannel(Call call, int input, Shape x) throws Refusal {
    Value vector = call.realInput(input);
    if (x.rank() < 2 || !vector.shape().equals(Shape.of(x.dim(1)))) {
      throw new Refusal(
          "input " + input + " is " + vector.shape() + " for " + x, "one number per channel");
    }
    int[] dims = new int[x.rank() - 1];
    Arrays.fill(dims, 1);
    dims[0] = x.dim(1);
    return call.step("channel" + input, new Op.Reshape(Shape.of(dims)), vector);
  }

  /** A number of the type of x. */
  static Value number(Call call, double value, Value x) {
    return call.known(Tensor.ofDoubles(Shape.SCALAR, value), x.type());
  }
}
