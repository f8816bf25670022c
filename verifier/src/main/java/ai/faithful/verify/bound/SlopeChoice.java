package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.Shape;
import ai.faithful.verify.rule.Adjustable;
import ai.faithful.verify.rule.Precision;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;

/**
 * The parameters of one node's lines or planes on one side, for each row, as a search moves them.
 */
final class SlopeChoice implements AutoCloseable {
  private static final double RATE = 0.5;
  private static final double DECAY = 0.98;
  private static final double MOMENTUM = 0.9;
  private static final double SCALE_MEMORY = 0.999;
  private static final double LEAST_SCALE = 1e-8;

  final Site site;
  final boolean lower;
  final Adjustable range;

  /** {@code [B, 1, n]}. */
  private final NDArray least;

  private final NDArray most;

  /** {@code [B, R, n]}. */
  private NDArray current;

  private NDArray best;
  private NDArray mean;
  private NDArray square;
  private int steps;

  /** Starts where the range says, for each row. */
  SlopeChoice(Site site, boolean lower, Adjustable range, long rows) {
    this.site = site;
    this.lower = lower;
    this.range = range;
    try (Scope scope = new Scope()) {
      this.least = released(scope, range.least().expandDims(1));
      this.most = released(scope, range.most().expandDims(1));
      NDArray start = range.start().expandDims(1);
      long[] dims = start.getShape().getShape();
      this.current = released(scope, start.broadcast(new Shape(dims[0], rows, dims[2])));
      this.best = released(scope, current.reshape(current.getShape()));
      this.mean = released(scope, current.zerosLike());
      this.square = released(scope, current.zerosLike());
    }
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

  /** Remembers the present parameters of rows that improved; {@code [B, R, 1]}. */
  void remember(NDArray improved) {
    try (Scope scope = new Scope()) {
      NDArray next =
          released(scope, NDArrays.where(improved.broadcast(current.getShape()), current, best));
      best.close();
      best = next;
    }
  }

  /** One step of Adam upward along the gradient of the bounds, {@code [B, R, n]}, kept in range. */
  void step(NDArray gradient) {
    steps++;
    try (Scope scope = new Scope()) {
      mean.muli(MOMENTUM).addi(gradient.mul(1 - MOMENTUM));
      square.muli(SCALE_MEMORY).addi(gradient.mul(gradient).muli(1 - SCALE_MEMORY));
      double correction = Math.sqrt(1 - Math.pow(SCALE_MEMORY, steps));
      double rate =
          RATE * Math.pow(DECAY, steps - 1) * correction / (1 - Math.pow(MOMENTUM, steps));
      double floor = Math.max(LEAST_SCALE, Precision.of(mean).minNormal()) * correction;
      NDArray move = mean.div(square.sqrt().addi(floor)).muli(rate);
      NDArray next =
          released(scope, move.muli(most.sub(least)).addi(current).maximum(least).minimum(most));
      current.close();
      current = next;
    }
  }

  @Override
  public void close() {
    least.close();
    most.close();
    current.close();
    best.close();
    mean.close();
    square.close();
  }
}
