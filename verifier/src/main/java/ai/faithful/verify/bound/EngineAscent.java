package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.faithful.verify.rule.Adjustable;
import ai.faithful.verify.rule.Scope;

/** By operations of the engine, on any device. */
final class EngineAscent implements Ascent {
  private final boolean positive;

  /** {@code [B, 1, n]}. */
  private final NDArray least;

  private final NDArray most;

  /** {@code [B, R, n]}. */
  private final NDArray mean;

  private final NDArray square;
  private int steps;

  EngineAscent(boolean positive, Adjustable.Range range, NDArray parameters) {
    this.positive = positive;
    try (Scope scope = new Scope()) {
      this.least = released(scope, range.least().expandDims(1));
      this.most = released(scope, range.most().expandDims(1));
      this.mean = released(scope, parameters.zerosLike());
      this.square = released(scope, parameters.zerosLike());
    }
  }

  private static NDArray released(Scope scope, NDArray array) {
    scope.release(array);
    return array;
  }

  @Override
  public NDArray step(NDArray parameters, NDArray coefficients, NDArray derivative) {
    Length length = Length.of(++steps);
    try (Scope scope = new Scope()) {
      NDArray weight = positive ? Activation.relu(coefficients) : coefficients.minimum(0);
      NDArray gradient = weight.mul(derivative);
      mean.muli(MOMENTUM).addi(gradient.mul(1 - MOMENTUM));
      square.muli(SCALE_MEMORY).addi(gradient.mul(gradient).muli(1 - SCALE_MEMORY));
      NDArray move = mean.div(square.sqrt().addi(length.floor())).muli(length.rate());
      return released(
          scope, move.muli(most.sub(least)).addi(parameters).maximum(least).minimum(most));
    }
  }

  @Override
  public NDArray replaced(NDArray old, NDArray by, boolean[] which) {
    try (Scope scope = new Scope()) {
      Shape shape = old.getShape();
      NDArray rows = old.getManager().create(which, new Shape(shape.get(0), shape.get(1), 1));
      return released(scope, NDArrays.where(rows.broadcast(shape), by, old));
    }
  }

  @Override
  public void close() {
    least.close();
    most.close();
    mean.close();
    square.close();
  }
}
