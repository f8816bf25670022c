package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.faithful.ir.Op;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Precision;

/**
 * What is done about rounding errors: THEORY 7, in one place.
 *
 * <p>The model of arithmetic is IEEE 754, round to nearest: every operation is exact up to a factor
 * 1 + d, |d| <= u, plus, for products and quotients, an underflow of far less than the smallest
 * normal number eta. A sum of n products, in any order, with or without FMA, then errs by at most
 * gamma_n sum |a_i b_i| + n eta with gamma_n = n u / (1 - n u). Additions and subtractions do not
 * underflow, and |fl(a + b) - (a + b)| <= u |fl(a + b)|.
 *
 * <p>The model does not hold for fast convolution algorithms (Winograd, FFT) and TF32. The engine
 * picks neither in float64, and on x86 processors not in float32 either; elsewhere rigorous float32
 * bounds of a network with convolutions are refused.
 *
 * <p>Where a quantity q >= 0 that must not be underestimated is itself computed with relative error
 * at most gamma_n, it is multiplied by 1 + 2 gamma_(n+4): as (1 - gamma_n) (1 + 2 gamma_(n+4)) (1 -
 * u)^2 >= 1 for gamma_(n+4) <= 1/4, that covers n roundings, the rounding of the factor and that of
 * the multiplication. A length for which gamma_(n+4) exceeds 1/4 gives infinity: the bound is then
 * unknown, not false.
 */
public enum Rounding {
  /** Every bound holds for the real-number semantics of the network. */
  RIGOROUS,
  /** Rounding is ignored: for training, where bounds are optimised, not claimed. */
  NONE;

  /**
   * Checks that the model of arithmetic holds for a network on the device that its constants are
   * on.
   *
   * @throws IllegalArgumentException if it does not, saying what to use instead
   */
  void requireModel(Network network) {
    if (this == NONE || network.precision() == Precision.FLOAT64) {
      return;
    }
    String processor = System.getProperty("os.arch", "");
    boolean direct =
        !network.manager().getDevice().isGpu()
            && (processor.equals("amd64") || processor.equals("x86_64"));
    boolean convolves =
        network.graph().nodes().stream().anyMatch(node -> node.op() instanceof Op.Conv);
    if (convolves && !direct) {
      throw new IllegalArgumentException(
          "graph "
              + network.graph().name()
              + " has convolutions, which this device may compute by fast algorithms in float32:"
              + " rigorous bounds need float64");
    }
  }

  /** The formats' gamma_n, not less than the true value. */
  static double gamma(long n, Precision precision) {
    double nu = n * precision.unitRoundoff();
    if (nu >= 0.125) {
      return Double.POSITIVE_INFINITY;
    }
    // n u is exact; the quotient errs by two roundings in double, which the last factor exceeds.
    return precision.roundUp(nu / (1 - nu) * (1 + 0x1p-50));
  }

  /** A factor that lifts a non-negative quantity over its true value after n roundings. */
  static double inflation(long n, Precision precision) {
    double gamma = gamma(n + 4, precision);
    return precision.roundUp((1 + 2 * gamma) * (1 + 0x1p-50));
  }

  /** A factor not less than gamma_n, with room for the rounding of its product and n more. */
  static double coefficient(long n, Precision precision) {
    return precision.roundUp(gamma(n, precision) * inflation(n, precision) * (1 + 0x1p-50));
  }

  /** At least x + u |x| and above x: undoes one rounding downward. */
  static NDArray up(NDArray x) {
    return Precision.up(x);
  }

  /** At most x - u |x| and below x. */
  static NDArray down(NDArray x) {
    return Precision.down(x);
  }

  /** x where it is a number, else (NaN) the given substitute. */
  static NDArray orElse(NDArray x, double substitute) {
    NDArray nan = x.isNaN();
    return NDArrays.where(nan, x.zerosLike().add(substitute), x);
  }
}
