package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.faithful.verify.rule.AdjustablePlane;
import ai.faithful.verify.rule.AdjustablePlanes;
import ai.faithful.verify.rule.Plane;
import ai.faithful.verify.rule.PlaneRule;
import ai.faithful.verify.rule.Planes;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A step back through a node of several variables: each coefficient times a plane's slopes. */
final class PlaneStep {
  private PlaneStep() {}

  static Map<Integer, Coefficients> pull(
      BackwardPass pass, Site site, PlaneRule rule, Coefficients from) {
    // What passes share is made before the inner scope opens.
    Planes planes = pass.relaxation().planes(site);
    Slopes slopes = pass.slopes();
    AdjustablePlanes adjustable =
        slopes.chosen() ? pass.relaxation().adjustablePlanes(site) : AdjustablePlanes.NONE;
    String name = site.node().name();
    Map<Integer, Coefficients> pulled = new HashMap<>();
    try (Scope scope = new Scope()) {
      NDArray a = pass.byRow(from.array());
      SignedParts parts = SignedParts.of(a);
      Plane lower =
          plane(
              adjustable.lower(),
              slopes.lower().get(name),
              planes.lowerSlopes(),
              planes.lowerIntercept());
      Plane upper =
          plane(
              adjustable.upper(),
              slopes.upper().get(name),
              planes.upperSlopes(),
              planes.upperIntercept());
      parts.addIntercepts(pass.totals(), lower.intercept(), upper.intercept());
      ChosenPlane chosen =
          pass.trace() == null ? null : ChosenPlane.of(a, lower.intercept(), upper.intercept());
      for (int arg : site.variables()) {
        NDArray forPositive = lower.slopes().get(arg);
        NDArray forNegative = upper.slopes().get(arg);
        NDArray part = parts.times(forPositive, forNegative).reshape(from.array().getShape());
        pulled.put(arg, Coefficients.all(scope.keep(rule.gather(site, arg, part))));
        if (chosen != null) {
          chosen.slope(forPositive, forNegative);
        }
      }
      if (chosen != null && pass.trace() != null) {
        chosen.note(pass.trace(), site, scope);
      }
      pass.totals().keepIn(scope);
    }
    return pulled;
  }

  /** The plane for the chosen parameters, or the fixed one, with an axis for rows. */
  private static Plane plane(
      @Nullable AdjustablePlane adjustable,
      @Nullable NDArray t,
      List<NDArray> slopes,
      NDArray intercept) {
    return adjustable != null && t != null
        ? adjustable.at(t)
        : new Plane(
            slopes.stream().map(slope -> slope.expandDims(1)).toList(), intercept.expandDims(1));
  }
}
