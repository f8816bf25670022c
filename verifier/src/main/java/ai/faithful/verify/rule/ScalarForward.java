package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import ai.faithful.ir.ScalarFunction;

/** Scalar functions on the tensor engine, differentiable under a tape. */
final class ScalarForward {
  private static final double ROOT_2 = 1.4142135623730951;
  private static final double TANH_RATE = 1.5957691216057308;

  private ScalarForward() {}

  static NDArray apply(ScalarFunction function, NDArray x) {
    if (function instanceof ScalarFunction.LeakyRelu f) {
      return Activation.relu(x).sub(times(Activation.relu(x.neg()), f.slope()));
    } else if (function instanceof ScalarFunction.Elu f) {
      NDArray negative = Activation.relu(x.neg()).neg().exp().sub(1);
      return Activation.relu(x).add(times(negative, f.alpha()));
    } else if (function instanceof ScalarFunction.HardSigmoid f) {
      return clip(times(x, f.alpha()).add(f.beta()), 0, 1);
    } else if (function instanceof ScalarFunction.Swish f) {
      return x.mul(Activation.sigmoid(times(x, f.beta())));
    } else if (function instanceof ScalarFunction.Clip f) {
      return clip(x, f.least(), f.most());
    } else if (function instanceof ScalarFunction.ThresholdedRelu f) {
      return x.mul(x.gt(f.threshold()).toType(x.getDataType(), false));
    } else if (function instanceof ScalarFunction.Step f) {
      return f.atZero() ? Activation.relu(x.neg().sign()).neg().add(1) : Activation.relu(x.sign());
    } else if (function instanceof ScalarFunction.Power f) {
      return f.exponent() == 2 ? x.mul(x) : x.pow(TapeConstant.of(x, f.exponent()));
    }
    return plain(function, x);
  }

  private static NDArray plain(ScalarFunction function, NDArray x) {
    if (function instanceof ScalarFunction.Sigmoid) {
      return Activation.sigmoid(x);
    } else if (function instanceof ScalarFunction.Tanh) {
      return x.tanh();
    } else if (function instanceof ScalarFunction.Erf) {
      return x.erf();
    } else if (function instanceof ScalarFunction.Gelu) {
      return times(x, 0.5).mul(times(x, 1 / ROOT_2).erf().add(1));
    } else if (function instanceof ScalarFunction.GeluTanh) {
      NDArray inner = x.add(times(x.mul(x).mul(x), 0.044715));
      return x.mul(Activation.sigmoid(times(inner, TANH_RATE)));
    } else if (function instanceof ScalarFunction.HardSwish) {
      return x.mul(clip(times(x, 1 / 6.0).add(0.5), 0, 1));
    } else if (function instanceof ScalarFunction.Mish) {
      return x.mul(softplus(x).tanh());
    } else if (function instanceof ScalarFunction.Softplus) {
      return softplus(x);
    } else if (function instanceof ScalarFunction.Softsign) {
      return x.div(x.abs().add(1));
    } else if (function instanceof ScalarFunction.Reciprocal) {
      return TapeConstant.of(x, 1).div(x);
    }
    return named(function, x);
  }

  private static NDArray named(ScalarFunction function, NDArray x) {
    return switch (function.name()) {
      case "Abs" -> x.abs();
      case "Sign" -> x.sign();
      case "Exp" -> x.exp();
      case "Log" -> x.log();
      case "Sqrt" -> x.sqrt();
      case "Sin" -> x.sin();
      case "Cos" -> x.cos();
      case "Round" -> x.round();
      case "Floor" -> x.floor();
      case "Ceil" -> x.ceil();
      default -> throw new IllegalArgumentException("no forward pass for " + function);
    };
  }

  private static NDArray softplus(NDArray x) {
    return Activation.relu(x).add(x.abs().neg().exp().add(1).log());
  }

  private static NDArray clip(NDArray x, double least, double most) {
    NDArray above = least == Double.NEGATIVE_INFINITY ? x : x.maximum(TapeConstant.of(x, least));
    return most == Double.POSITIVE_INFINITY && above != x
        ? above
        : above.minimum(TapeConstant.of(x, most));
  }

  private static NDArray times(NDArray x, double factor) {
    return x.mul(TapeConstant.of(x, factor));
  }
}
