package ai.faithful.verify.bound;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.verify.rule.Network;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What rows are known to be once their coefficients are gone. */
class RowTotalsTest {
  /** Overflow on the way tells nothing: less than infinity is not the greatest number. */
  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT32", "FLOAT64"})
  void whatOverflowedIsUnknown(DataType type) {
    GraphBuilder builder = new GraphBuilder("any");
    String x = builder.input("x", ai.faithful.ir.Shape.of(1, 1));
    builder.add("y", new Op.Relu(), x);
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Network network = Network.of(builder.build("y"), manager, type);
      for (boolean costs : new boolean[] {false, true}) {
        RowTotals totals = new RowTotals(network, true);
        double inf = Double.POSITIVE_INFINITY;
        totals.add(row(manager, type, 1, inf, -inf, Double.NaN, inf, 1));
        if (costs) {
          totals.addSlack(row(manager, type, 0.5, 1, 1, 1, inf, inf));
        }
        double[] bounds = totals.lowerBounds(1, 6);
        assertThat(bounds[0]).isBetween(costs ? 0.499 : 1, costs ? 0.5 : 1);
        for (int i = 1; i < (costs ? 6 : 5); i++) {
          assertThat(bounds[i]).as(type + " " + costs + " " + i).isEqualTo(-inf);
        }
      }
    }
  }

  private static NDArray row(NDManager manager, DataType type, double... values) {
    return manager.create(values, new Shape(1, values.length)).toType(type, false);
  }
}
