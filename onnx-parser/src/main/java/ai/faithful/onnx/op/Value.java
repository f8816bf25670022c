package ai.faithful.onnx.op;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.onnx.tensor.DataType;
import java.util.BitSet;

/** What a name of an ONNX graph stands for while the graph is lowered. */
sealed interface Value permits Value.Variable, Value.Known, Value.Masked {
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
   * A value that is -infinity at known elements: scores under a mask, or the mask.
   *
   * @param finite the value where it is kept, anything elsewhere
   * @param kept for each element in row-major order, whether it is finite; not all of them are
   */
  record Masked(Value finite, BitSet kept) implements Value {
    @Override
    public Shape shape() {
      return finite.shape();
    }

    @Override
    public DataType type() {
      return finite.type();
    }
  }

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
