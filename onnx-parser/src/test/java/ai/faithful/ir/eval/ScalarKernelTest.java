package ai.faithful.ir.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values computed to 30 digits by an arbitrary-precision library. */
class ScalarKernelTest {
  @ParameterizedTest
  @CsvSource({
    "1e-20, 1.128379167095512512e-20, 0.99999999999999999999",
    "0.1, 0.1124629160182848984, 0.88753708398171510",
    "0.5, 0.52049987781304653768, 0.47950012218695346232",
    "1, 0.84270079294971486934, 0.15729920705028513066",
    "1.7, 0.98379045859077456084, 0.016209541409225439159",
    "2.4, 0.99931148610335492111, 0.00068851389664507888555",
    "2.5, 0.99959304798255504106, 0.00040695201744495893956",
    "2.6, 0.99976396558347065091, 0.00023603441652934908781",
    "3, 0.99997790950300141456, 0.000022090496998585441373",
    "5.5, 0.99999999999999264215, 7.3578479179743980631e-15",
    "10, 1.0, 2.088487583762544757e-45",
    "-0.75, -0.7111556336535151316, 1.7111556336535151316",
    "-3.25, -0.99999569722053632488, 1.9999956972205363249"
  })
  void errorFunctionIsAccurate(double x, double erf, double erfc) {
    assertThat(ErrorFunction.erf(x)).isCloseTo(erf, within(Math.abs(erf) * 4e-16));
    assertThat(ErrorFunction.erfc(x)).isCloseTo(erfc, within(Math.abs(erfc) * 2e-15));
  }

  @Test
  void functionsAgreeWithTheirDefinitions() {
    for (double z = -30; z <= 30; z += 0.37) {
      double e = Math.exp(z);
      check(new ScalarFunction.Sigmoid(), z, 1 / (1 + Math.exp(-z)));
      check(new ScalarFunction.Softplus(), z, Math.log(1 + e));
      check(new ScalarFunction.Mish(), z, z * Math.tanh(Math.log(1 + e)));
      check(new ScalarFunction.Swish(1.5), z, z / (1 + Math.exp(-1.5 * z)));
      check(new ScalarFunction.Elu(0.7), z, z >= 0 ? z : 0.7 * (e - 1));
      check(new ScalarFunction.HardSwish(), z, z * Math.min(1, Math.max(0, z / 6 + 0.5)));
      check(new ScalarFunction.Gelu(), z, z / 2 * (1 + ErrorFunction.erf(z * Math.sqrt(0.5))));
      double inner = Math.sqrt(2 / Math.PI) * (z + 0.044715 * z * z * z);
      check(new ScalarFunction.GeluTanh(), z, z / 2 * (1 + Math.tanh(inner)));
    }
    assertThat(ScalarKernel.of(new ScalarFunction.Round()).applyAsDouble(2.5)).isEqualTo(2);
    assertThat(ScalarKernel.of(new ScalarFunction.Log()).applyAsDouble(-1)).isNaN();
  }

  private static void check(ScalarFunction f, double z, double expected) {
    assertThat(ScalarKernel.of(f).applyAsDouble(z))
        .as("%s at %s", f, z)
        .isCloseTo(expected, within(1e-14 * Math.max(1, Math.abs(z))));
  }

  @Test
  void reductionsKeepTheirAxes() {
    double[] x = {1, 2, 3, 4, 5, 6};
    Op.ReduceSum sum = new Op.ReduceSum(List.of(0));
    Shape shape = Shape.of(2, 3);
    assertThat(Kernels.of(sum, List.of(shape), Shape.of(1, 3)).apply(new double[][] {x}))
        .containsExactly(5, 7, 9);
    Op.ReduceMax max = new Op.ReduceMax(List.of(1));
    assertThat(Kernels.of(max, List.of(shape), Shape.of(2, 1)).apply(new double[][] {x}))
        .containsExactly(3, 6);
  }
}
