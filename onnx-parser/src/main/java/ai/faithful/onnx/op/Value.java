package ai.faithful.onnx.op;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.onnx.tensor.DataType;

/** What a name of an ONNX graph stands for while the graph is lowered. */
sealed interface Value permits Value.Variable, Value.Known {
  Shape shape();

  /** The ONNX element type. */
  DataType type();

  /**
   * A value of the lowered graph.
   *
   * @param name in the lowered graph
   */
  record Variable(String name, Shape shape, DataType type) implements Value {}

  /**
   * A tensor whose elements are known while reading.
   *
   * @param hint a name for it, should it become a constant of the lowered graph
   */
  record Known(String hint, Constant constant, DataType type) implements Value {
    static Known of(String hint, Tensor tensor, DataType type) {
      return new Known(hint, Constant.exact(tensor), type);
    }

    @Override
    public Shape shape() {
      return constant.shape();
    }

    Tensor tensor() {
      return constant.value();
    }
  }
}
