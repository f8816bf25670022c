package ai.faithful.verify.rule;

import ai.faithful.ir.Op;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rule of each operator that has one; that of a product depends on what is multiplied. */
final class Rules {
  private static final Map<Class<? extends Op>, Rule> RULES =
      Map.of(
          Op.MatMul.class, new MatMulRule(),
          Op.Conv.class, new ConvRule(),
          Op.Add.class, SumRule.add(),
          Op.Sub.class, SumRule.sub(),
          Op.Mul.class, ScaleRule.mul(),
          Op.Div.class, ScaleRule.div(),
          Op.Reshape.class, new ReshapeRule(),
          Op.Transpose.class, new TransposeRule(),
          Op.Relu.class, new ReluRule());

  private static final Rule PRODUCT = new ProductRule();

  private Rules() {}

  static @Nullable Rule of(Site site) {
    Op op = site.node().op();
    if (op instanceof Op.Mul && site.variables().size() > 1) {
      return PRODUCT;
    }
    return RULES.get(op.getClass());
  }
}
