package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The line or plane that the signs of coefficients chose at a node, for a trace. */
final class ChosenPlane implements Trace.Choice {
  private final NDArray a;

  /** 1 where a coefficient is positive, else 0. */
  private final NDArray positive;

  private final List<NDArray> slopes = new ArrayList<>();
  private final @Nullable NDArray intercept;

  private ChosenPlane(NDArray a, NDArray positive, @Nullable NDArray intercept) {
    this.a = a;
    this.positive = positive;
    this.intercept = intercept;
  }

  /**
   * Starts with the intercepts for either sign, null for 0.
   *
   * @param a {@code [B, R, n]}
   */
  static ChosenPlane of(NDArray a, @Nullable NDArray lower, @Nullable NDArray upper) {
    NDArray zero = a.getManager().zeros(new Shape(1), a.getDataType());
    NDArray positive = a.gt(zero).toType(a.getDataType(), false);
    NDArray intercept = null;
    if (lower != null && upper != null) {
      intercept = chosen(positive, lower, upper);
    } else if (lower != null) {
      intercept = positive.mul(lower);
    } else if (upper != null) {
      intercept = upper.sub(positive.mul(upper));
    }
    return new ChosenPlane(a, positive, intercept);
  }

  /** Adds the slopes of an operand for either sign. */
  ChosenPlane slope(NDArray lower, NDArray upper) {
    slopes.add(chosen(positive, lower, upper));
    return this;
  }

  /** Notes the choice; its arrays outlive the scope. */
  void note(Trace trace, Site site, Scope scope) {
    slopes.forEach(scope::keep);
    if (intercept != null) {
      scope.keep(intercept);
    }
    trace.add(new Trace.Step(site, scope.keep(a.reshape(a.getShape())), this));
  }

  @Override
  public NDArray at(List<NDArray> operands) {
    NDArray y = slopes.get(0).mul(operands.get(0));
    for (int i = 1; i < operands.size(); i++) {
      y = y.add(slopes.get(i).mul(operands.get(i)));
    }
    return intercept == null ? y : y.add(intercept);
  }

  /** Approximately: a trace claims nothing. */
  private static NDArray chosen(NDArray positive, NDArray lower, NDArray upper) {
    return positive.mul(lower.sub(upper)).add(upper);
  }
}
