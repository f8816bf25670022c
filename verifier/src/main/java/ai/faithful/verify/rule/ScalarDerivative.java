package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import ai.faithful.ir.ScalarFunction;

/**
 * Derivatives of scalar functions, for attacks to follow. Steps have none that leads anywhere: a
 * rounding passes gradients on as they are, the sign does so on [-1, 1].
 */
final class ScalarDerivative {
  private static final double ROOT_2 = 1.4142135623730951;
  private static final double DENSITY = 0.3989422804014327;
  private static final double TANH_RATE = 1.5957691216057308;
  private static final double ERF_RATE = 1.1283791670955126;

  private ScalarDerivative() {}

  static NDArray at(ScalarFunction function, NDArray x) {
    if (function instanceof ScalarFunction.LeakyRelu f) {
      NDArray positive = number(x.gte(0), x);
      return positive.add(positive.neg().add(1).mul(f.slope()));
    } else if (function instanceof ScalarFunction.Elu f) {
      NDArray positive = number(x.gte(0), x);
      return positive.add(positive.neg().add(1).mul(x.minimum(0).exp()).mul(f.alpha()));
    } else if (function instanceof ScalarFunction.HardSigmoid f) {
      NDArray y = x.mul(f.alpha()).add(f.beta());
      return number(y.gt(0).logicalAnd(y.lt(1)), x).mul(f.alpha());
    } else if (function instanceof ScalarFunction.Swish f) {
      return gate(x.mul(f.beta()), x.mul(f.beta()));
    } else if (function instanceof ScalarFunction.Clip f) {
      return number(x.gte(f.least()).logicalAnd(x.lte(f.most())), x);
    } else if (function instanceof ScalarFunction.ThresholdedRelu f) {
      return number(x.gt(f.threshold()), x);
    } else if (function instanceof ScalarFunction.Step) {
      return x.zerosLike(); // It chooses between values, whose own slopes count.
    } else if (function instanceof ScalarFunction.Power f) {
      return x.pow(f.exponent() - 1).mul(f.exponent());
    }
    return plain(function, x);
  }

  private static NDArray plain(ScalarFunction function, NDArray x) {
    if (function instanceof ScalarFunction.Sigmoid) {
      NDArray s = Activation.sigmoid(x);
      return s.mul(s.neg().add(1));
    } else if (function instanceof ScalarFunction.Tanh) {
      return x.tanh().square().neg().add(1);
    } else if (function instanceof ScalarFunction.Erf) {
      return x.square().neg().exp().mul(ERF_RATE);
    } else if (function instanceof ScalarFunction.Gelu) {
      NDArray density = x.square().mul(-0.5).exp().mul(DENSITY);
      return x.mul(1 / ROOT_2).erf().add(1).mul(0.5).add(x.mul(density));
    } else if (function instanceof ScalarFunction.GeluTanh) {
      NDArray square = x.square();
      NDArray inner = square.mul(0.044715).add(1).mul(x).mul(TANH_RATE);
      NDArray rate = square.mul(3 * 0.044715).add(1).mul(TANH_RATE);
      return gate(inner, x.mul(rate));
    } else if (function instanceof ScalarFunction.HardSwish) {
      NDArray inside = x.mul(1 / 3.0).add(0.5);
      NDArray bent = number(x.gt(-3).logicalAnd(x.lt(3)), x);
      return bent.mul(inside).add(number(x.gte(3), x));
    } else if (function instanceof ScalarFunction.Mish) {
      NDArray tanh = Activation.relu(x).add(x.abs().neg().exp().add(1).log()).tanh();
      NDArray slope = tanh.square().neg().add(1).mul(Activation.sigmoid(x));
      return tanh.add(x.mul(slope));
    } else if (function instanceof ScalarFunction.Softplus) {
      return Activation.sigmoid(x);
    } else if (function instanceof ScalarFunction.Softsign) {
      return x.abs().add(1).square().pow(-1);
    }
    return named(function, x);
  }

  private static NDArray named(ScalarFunction function, NDArray x) {
    return switch (function.name()) {
      case "Abs" -> x.sign();
      case "Sign" -> number(x.abs().lte(1), x);
      // Finite, so that what follows may have no slope at all: 0 times it is 0.
      case "Exp" -> x.exp().minimum(1e30);
      case "Log" -> x.pow(-1);
      case "Sqrt" -> x.sqrt().mul(2).pow(-1);
      case "Reciprocal" -> x.square().pow(-1).neg();
      case "Sin" -> x.cos();
      case "Cos" -> x.sin().neg();
      case "Round", "Floor", "Ceil" -> x.onesLike();
      default -> throw new IllegalArgumentException("no derivative of " + function);
    };
  }

  /** s(y) + s'(y) w, the derivative of x s(y) with w = x y'. */
  private static NDArray gate(NDArray y, NDArray w) {
    NDArray s = Activation.sigmoid(y);
    return s.add(s.mul(s.neg().add(1)).mul(w));
  }

  private static NDArray number(NDArray mask, NDArray like) {
    return mask.toType(like.getDataType(), false);
  }
}
