package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.faithful.verify.rule.Line;
import ai.faithful.verify.rule.Precision;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.util.List;
import java.util.Map;

/**
 * A step of a search for slopes back through an activation, outside of the engine, and forward
 * again by the lines that were chosen: what {@link ActivationStep} and {@link ChosenPlane} do by
 * operations on arrays (see {@link SearchKernel}). No tape can follow it.
 *
 * @param coefficients {@code [B, R, n]}
 * @param lower for positive ones, {@code [B, 1, n]} or {@code [B, R, n]}
 * @param upper for negative ones
 */
record SearchStep(NDArray coefficients, Line lower, Line upper) implements Trace.Choice {
  /** Whether a pass may take its steps here. */
  static boolean serves(BackwardPass pass) {
    Relaxation relaxation = pass.relaxation();
    return relaxation.isHosted()
        && !relaxation.rigorous()
        && relaxation.network().precision() == Precision.FLOAT32
        && (pass.trace() != null || pass.slopes().chosen())
        && !pass.slopes().taped();
  }

  static Map<Integer, Coefficients> pull(BackwardPass pass, Site site, Coefficients from) {
    Support support = pass.relaxation().support(site.node().name());
    try (Scope scope = new Scope()) {
      NDArray a = pass.byRow(pass.on(support, from));
      SearchStep step =
          new SearchStep(a, ActivationStep.lower(pass, site), ActivationStep.upper(pass, site));
      Shape shape =
          support == null
              ? from.array().getShape()
              : new Shape(a.getShape().get(0) * a.getShape().get(1), support.size());
      NDArray pulled = a.getManager().create(shape, a.getDataType());
      double[] constants =
          step.kernel().pull(a.toByteBuffer(true), pulled.toByteBuffer(true), step.rows());
      if (constants != null) {
        pass.totals().add(constants);
      }
      if (pass.trace() != null) {
        SearchStep kept = step.kept(scope);
        pass.trace().add(new Trace.Step(site, kept.coefficients(), kept));
      }
      return Map.of(0, new Coefficients(scope.keep(pulled), support));
    }
  }

  /** The same under handles that outlive a scope: a slope may be the search's own array. */
  private SearchStep kept(Scope scope) {
    return new SearchStep(keep(scope, coefficients), kept(scope, lower), kept(scope, upper));
  }

  private static Line kept(Scope scope, Line line) {
    NDArray b = line.intercept();
    return new Line(keep(scope, line.slope()), b == null ? null : keep(scope, b));
  }

  private static NDArray keep(Scope scope, NDArray array) {
    return scope.keep(array.reshape(array.getShape()));
  }

  @Override
  public NDArray at(List<NDArray> operands) {
    NDArray z = operands.get(0);
    NDArray values = z.getManager().create(coefficients.getShape(), coefficients.getDataType());
    kernel()
        .values(
            coefficients.toByteBuffer(true),
            z.toByteBuffer(true),
            values.toByteBuffer(true),
            rows());
    return values;
  }

  private SearchKernel kernel() {
    int each = (int) coefficients.getShape().get(1);
    int n = (int) coefficients.getShape().get(2);
    return new SearchKernel(new RowLine(lower, each, n), new RowLine(upper, each, n), n);
  }

  /** How many rows there are. */
  private int rows() {
    return (int) (coefficients.getShape().get(0) * coefficients.getShape().get(1));
  }
}
