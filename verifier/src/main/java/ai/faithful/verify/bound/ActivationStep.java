package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.faithful.verify.rule.AdjustableLine;
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
    Support support = relaxation.support(site.node().name());
    try (Scope scope = new Scope()) {
      NDArray a = pass.byRow(pass.on(support, from));
      Line lower = lower(pass, site);
      Line upper = upper(pass, site);
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

  /** The line below for each row, {@code [B, R, n]}, or all rows of a region, {@code [B, 1, n]}. */
  static Line lower(BackwardPass pass, Site site) {
    Lines lines = pass.relaxation().lines(site);
    NDArray t = pass.slopes().lower().get(site.node().name());
    AdjustableLine adjustable = t == null ? null : pass.relaxation().adjustable(site).lower();
    return line(adjustable, t, lines.lowerSlope(), lines.lowerIntercept());
  }

  /** As {@link #lower}, the line above. */
  static Line upper(BackwardPass pass, Site site) {
    Lines lines = pass.relaxation().lines(site);
    NDArray t = pass.slopes().upper().get(site.node().name());
    AdjustableLine adjustable = t == null ? null : pass.relaxation().adjustable(site).upper();
    return line(adjustable, t, lines.upperSlope(), lines.upperIntercept());
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
