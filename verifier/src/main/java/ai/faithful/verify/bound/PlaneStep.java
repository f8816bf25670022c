package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.faithful.verify.rule.PlaneRule;
import ai.faithful.verify.rule.Planes;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.util.HashMap;
import java.util.Map;

/** A step back through a node of several variables: each coefficient times a plane's slopes. */
final class PlaneStep {
  private PlaneStep() {}

  static Map<Integer, Coefficients> pull(
      BackwardPass pass, Site site, PlaneRule rule, Coefficients from) {
    // What passes share is made before the inner scope opens.
    Planes planes = pass.relaxation().planes(site);
    Map<Integer, Coefficients> pulled = new HashMap<>();
    try (Scope scope = new Scope()) {
      NDArray a = pass.byRow(from.array());
      SignedParts parts = SignedParts.of(a);
      NDArray lower = planes.lowerIntercept().expandDims(1);
      NDArray upper = planes.upperIntercept().expandDims(1);
      parts.addIntercepts(pass.totals(), lower, upper);
      ChosenPlane chosen = pass.trace() == null ? null : ChosenPlane.of(a, lower, upper);
      for (int arg : site.variables()) {
        NDArray forPositive = planes.lowerSlopes().get(arg).expandDims(1);
        NDArray forNegative = planes.upperSlopes().get(arg).expandDims(1);
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
}
