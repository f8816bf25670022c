package ai.faithful.onnx.op;

import ai.faithful.ir.Tensor;
import java.util.OptionalDouble;

/** Tensors that repeat one number. */
final class Uniform {
  private Uniform() {}

  /** The number, if all elements are equal and there are any. */
  static OptionalDouble of(Tensor tensor) {
    for (int i = 1; i < tensor.size(); i++) {
      if (tensor.at(i) != tensor.at(0)) {
        return OptionalDouble.empty();
      }
    }
    return tensor.size() == 0 ? OptionalDouble.empty() : OptionalDouble.of(tensor.at(0));
  }

  /** The number, if the value is known, exact and uniform. */
  static OptionalDouble of(Value value) {
    return value instanceof Value.Known known && known.constant().isExact()
        ? of(known.tensor())
        : OptionalDouble.empty();
  }
}
