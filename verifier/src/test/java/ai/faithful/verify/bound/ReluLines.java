package ai.faithful.verify.bound;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.verify.rule.ActivationRule;
import ai.faithful.verify.rule.Lines;
import ai.faithful.verify.rule.Network;
import java.math.BigDecimal;
import java.util.Objects;

/** Checks the lines of a ReLU on given intervals without rounding. */
final class ReluLines {
  private ReluLines() {}

  static void check(double[] low, double[] high, DataType format) {
    GraphBuilder builder = new GraphBuilder("relu");
    Shape shape = Shape.of(low.length);
    Graph graph = builder.build(builder.add("y", new Op.Relu(), builder.input("x", shape)));
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Network network = Network.of(graph, manager, format);
      ActivationRule rule = (ActivationRule) Network.rule(network.sites().iterator().next());
      Box box = Box.of(manager, shape, new double[][] {low}, new double[][] {high}, format);
      Lines lines = rule.lines(box.lower(), box.upper());
      double[] lowerSlope = Bounds.doubles(lines.lowerSlope());
      double[] slope = Bounds.doubles(lines.upperSlope());
      double[] intercept = Bounds.doubles(Objects.requireNonNull(lines.upperIntercept()));
      for (int i = 0; i < low.length; i++) {
        assertThat(lowerSlope[i]).isBetween(0.0, 1.0);
        for (double z : new double[] {low[i], high[i]}) {
          BigDecimal above =
              new BigDecimal(slope[i])
                  .multiply(new BigDecimal(z))
                  .add(new BigDecimal(intercept[i]));
          BigDecimal relu = new BigDecimal(Math.max(z, 0));
          assertThat(above.compareTo(relu)).as("[%s, %s]", low[i], high[i]).isNotNegative();
        }
        if (low[i] >= 0 || high[i] <= 0) {
          assertThat(intercept[i]).as("[%s, %s]", low[i], high[i]).isLessThan(1e-300);
        }
      }
    }
  }
}
