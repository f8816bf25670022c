package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.faithful.verify.rule.AdjustableLine;
import ai.faithful.verify.rule.AdjustableLines;
import ai.faithful.verify.rule.Line;
import ai.faithful.verify.rule.Lines;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A step back through an activation: each coefficient times the slope that its sign asks for. */
final class ActivationStep {
  private ActivationStep() {}

  static Map<Integer, Coefficients> pull(BackwardPass pass, Site site, Coefficients from) {
    Relaxation relaxation = pass.relaxation();
    Lines lines = relaxation.lines(site);
    Support support = relaxation.support(site.node().name());
    Slopes slopes = pass.slopes();
    AdjustableLines adjustable =
        slopes.chosen() ? relaxation.adjustable(site) : AdjustableLines.NONE;
    String name = site.node().name();
    try (Scope scope = new Scope()) {
      NDArray a = pass.byRow(pass.on(support, from));
      Line lower =
          line(
              adjustable.lower(),
              slopes.lower().get(name),
              lines.lowerSlope(),
              lines.lowerIntercept());
      Line upper =
          line(
              adjustable.upper(),
              slopes.upper().get(name),
              lines.upperSlope(),
              lines.upperIntercept());
      boolean inPlace = !relaxation.taped() && !lower.slope().hasGradient();
      boolean spare = from.spare() || (support != null && from.support() == null);
      SignedParts parts =
          inPlace && spare && pass.trace() == null ? SignedParts.ofSpare(a) : SignedParts.of(a);
      parts.addIntercepts(pass.totals(), lower.intercept(), upper.intercept());
      NDArray part =
          inPlace
              ? parts.timesInPlace(lower.slope(), upper.slope())
              : parts.times(lower.slope(), upper.slope());
      if (pass.trace() != null) {
        ChosenPlane.of(a, lower.intercept(), upper.intercept())
            .slope(lower.slope(), upper.slope())
            .note(pass.trace(), site, scope);
      }
      pass.totals().keepIn(scope);
      Shape shape =
          support == null
              ? from.array().getShape()
              : new Shape(a.getShape().get(0) * a.getShape().get(1), support.size());
      return Map.of(0, new Coefficients(scope.keep(part.reshape(shape)), support));
    }
  }

  /** The line for the chosen parameters, or the fixed one, with an axis for rows. */
  private static Line line(
      @Nullable AdjustableLine adjustable,
      @Nullable NDArray t,
      NDArray slope,
      @Nullable NDArray intercept) {
    if (adjustable != null && t != null) {
      return adjustable.at(t);
    }
    return new Line(slope.expandDims(1), intercept == null ? null : intercept.expandDims(1));
  }
}
