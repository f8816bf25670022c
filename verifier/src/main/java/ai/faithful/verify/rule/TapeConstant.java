package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Constants that a gradient tape may keep.
 *
 * <p>DJL holds a number given to {@code mul(Number)}, {@code maximum(Number)} and such in memory of
 * the Java heap's garbage collector, and lets go of it when the operation returns; PyTorch's tape
 * still reads it when gradients flow back, and finds whatever is there by then. Wherever a tape may
 * follow, such operations take one of these instead. (Sums and differences keep nothing.)
 */
public final class TapeConstant {
  private TapeConstant() {}

  /** {@code value} as an array that broadcasts with {@code x}, in memory of the engine's own. */
  public static NDArray of(NDArray x, double value) {
    if (x.getDataType() == DataType.FLOAT32) {
      return x.getManager().full(new Shape(), (float) value, DataType.FLOAT32);
    }
    return x.zerosLike().add(value);
  }
}
