package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.faithful.verify.rule.Adjustable;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;

/**
 * The parameters of one node's lines or planes on one side, for each row, as a search moves them.
 */
final class SlopeChoice implements AutoCloseable {
  final Site site;
  final boolean lower;
  final Adjustable range;
  private final Ascent ascent;

  /** {@code [B, R, n]}. */
  private NDArray current;

  private NDArray best;

  /**
   * Starts where the range says, for each row.
   *
   * @param hosted whether the engine's memory can be read and written outside of it
   */
  SlopeChoice(Site site, boolean lower, Adjustable range, long rows, boolean hosted) {
    this.site = site;
    this.lower = lower;
    this.range = range;
    try (Scope scope = new Scope()) {
      NDArray start = range.start().expandDims(1);
      long[] dims = start.getShape().getShape();
      Shape shape = new Shape(dims[0], rows, dims[2]);
      NDArray zeros = start.getManager().zeros(shape, start.getDataType());
      this.current = released(scope, zeros.add(start));
      this.best = released(scope, current.duplicate());
    }
    Adjustable.Range all = range.range();
    this.ascent =
        hosted ? new HostAscent(lower, all, (int) rows) : new EngineAscent(lower, all, current);
  }

  private static NDArray released(Scope scope, NDArray array) {
    scope.release(array);
    return array;
  }

  NDArray current() {
    return current;
  }

  NDArray best() {
    return best;
  }

  /** Remembers the present parameters of rows that improved, of all regions. */
  void remember(boolean[] improved) {
    best = in(best, ascent.replaced(best, current, improved));
  }

  /**
   * One step upward along the gradient of the bounds.
   *
   * @param coefficients {@code [B, R, n]}
   * @param derivative of the lines' or planes' values by the parameters, the same shape
   */
  void step(NDArray coefficients, NDArray derivative) {
    current = in(current, ascent.step(current, coefficients, derivative));
  }

  /** What takes an array's place, if it is another one. */
  private static NDArray in(NDArray old, NDArray changed) {
    if (changed != old) {
      old.close();
    }
    return changed;
  }

  @Override
  public void close() {
    ascent.close();
    current.close();
    best.close();
  }
}
