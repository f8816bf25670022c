package ai.faithful.verify.bound;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.faithful.ir.Shape;
import ai.faithful.verify.region.InputMap;
import ai.faithful.verify.region.MappedRegion;
import ai.faithful.verify.region.Region;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AffineImageTest {
  private static final BigDecimal LOW = new BigDecimal("-0.125");
  private static final BigDecimal HIGH = new BigDecimal("0.25");

  /** The minimum is at a corner of the parameters' box: all are tried in exact arithmetic. */
  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT32", "FLOAT64"})
  void cornersInExactArithmetic(DataType type) {
    for (long seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      int n = 6;
      float[] x = new float[n];
      double[] a = new double[n];
      for (int i = 0; i < n; i++) {
        x[i] = random.nextFloat();
        a[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(5) - 2));
      }
      List<Double> elements = random.doubles(n, -1, 1).boxed().toList();
      MappedRegion region =
          (MappedRegion)
              new InputMap(
                      List.of(
                          new InputMap.Brightness(LOW, HIGH),
                          new InputMap.Contrast(LOW, HIGH),
                          new InputMap.Direction(LOW, HIGH, elements)))
                  .around(x);
      BigDecimal least = BigDecimal.ZERO;
      for (int corner = 0; corner < 8; corner++) {
        BigDecimal value = BigDecimal.ZERO;
        for (int i = 0; i < n; i++) {
          BigDecimal at = new BigDecimal(x[i]);
          for (int j = 0; j < 3; j++) {
            BigDecimal t = (corner >> j & 1) == 0 ? LOW : HIGH;
            at = at.add(t.multiply(new BigDecimal(region.directions()[j][i])));
          }
          at = at.subtract(new BigDecimal(Math.signum(a[i]) * region.tolerance()));
          value = value.add(at.multiply(new BigDecimal(a[i])));
        }
        least = corner == 0 ? value : least.min(value);
      }
      double bound = bound(region, a, type);
      assertThat(new BigDecimal(bound)).as("seed " + seed).isLessThanOrEqualTo(least);
      double near = type == DataType.FLOAT64 ? 1e-11 : 1e-2;
      assertThat(least.doubleValue() - bound).as("seed " + seed).isLessThan(near);
    }
  }

  private static double bound(Region region, double[] a, DataType type) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Concretizer image =
          InputRegions.of(manager, Shape.of(1, a.length), List.of(region, region), type);
      NDArray rows =
          manager
              .create(a, new ai.djl.ndarray.types.Shape(1, 1, a.length))
              .toType(type, false)
              .repeat(0, 2);
      Concretizer.Minimum minimum = image.minimum(rows, Rounding.RIGOROUS);
      NDArray slack = minimum.slack();
      assertThat(slack).isNotNull();
      double bound = Bounds.doubles(Rounding.down(minimum.value().sub(slack)))[1];
      double at = Bounds.doubles(image.minimiser(rows).mul(rows).sum(new int[] {2}))[1];
      assertThat(at - bound).isBetween(-1e-2, 1e-2);
      return bound;
    }
  }
}
