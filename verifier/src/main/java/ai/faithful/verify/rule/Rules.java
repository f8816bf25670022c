package ai.faithful.verify.rule;

import ai.faithful.ir.Op;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rule of each operator that has one. */
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

  private Rules() {}

  static @Nullable Rule of(Op op) {
    return RULES.get(op.getClass());
  }
}
