package ai.faithful.verify.rule;

import ai.faithful.ir.Op;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rule of each operator that has one; that of a product depends on what is multiplied. */
final class Rules {
  private static final Map<Class<? extends Op>, Rule> RULES =
      Map.ofEntries(
          Map.entry(Op.MatMul.class, new MatMulRule()),
          Map.entry(Op.Conv.class, new ConvRule()),
          Map.entry(Op.Add.class, SumRule.add()),
          Map.entry(Op.Sub.class, SumRule.sub()),
          Map.entry(Op.Mul.class, ScaleRule.mul()),
          Map.entry(Op.Div.class, ScaleRule.div()),
          Map.entry(Op.Reshape.class, new ReshapeRule()),
          Map.entry(Op.Transpose.class, new TransposeRule()),
          Map.entry(Op.Concat.class, new ConcatRule()),
          Map.entry(Op.Gather.class, new GatherRule()),
          Map.entry(Op.Pad.class, new PadRule()),
          Map.entry(Op.Expand.class, new ExpandRule()),
          Map.entry(Op.ReduceSum.class, new ReduceSumRule()),
          Map.entry(Op.Relu.class, new ReluRule()));

  private static final Rule PRODUCT = new ProductRule();

  private Rules() {}

  static @Nullable Rule of(Site site) {
    Op op = site.node().op();
    if (op instanceof Op.Mul && site.variables().size() > 1) {
      return PRODUCT;
    }
    if (op instanceof Op.Elementwise elementwise) {
      return new ScalarRule(elementwise.function());
    }
    return RULES.get(op.getClass());
  }
}
