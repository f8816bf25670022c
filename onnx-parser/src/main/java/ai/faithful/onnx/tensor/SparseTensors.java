package ai.faithful.onnx.tensor;

import static ai.faithful.onnx.tensor.MalformedTensorException.invalid;

import ai.faithful.ir.ElementType;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;

/**
 * Sparse tensors of ONNX: a list of values and where they are, all other elements 0.
 *
 * <p>Indices are [n], row-major positions, or [n, rank], a coordinate per axis (COO). They ascend,
 * without repetition.
 */
final class SparseTensors {
  private SparseTensors() {}

  static Decoded dense(Decoded values, Decoded indices, Shape shape)
      throws MalformedTensorException {
    Tensor v = values.tensor();
    Tensor at = indices.tensor();
    if (v.shape().rank() != 1 || indices.type() != DataType.INT64) {
      throw invalid("is sparse with values " + v.shape() + " and indices of " + indices.type());
    }
    int n = v.size();
    boolean flat = at.shape().equals(Shape.of(n));
    if (!flat && !at.shape().equals(Shape.of(n, shape.rank()))) {
      throw invalid("is sparse with " + n + " values and indices " + at.shape());
    }
    int[] positions = new int[n];
    for (int i = 0; i < n; i++) {
      long position = flat ? at.longAt(i) : position(at, i, shape);
      if (position < 0 || position >= shape.size()) {
        throw invalid("is sparse with a value at " + position + " outside " + shape);
      }
      positions[i] = (int) position;
      if (i > 0 && positions[i] <= positions[i - 1]) {
        throw invalid("is sparse with indices that do not ascend");
      }
    }
    return new Decoded(values.name(), values.type(), filled(v, positions, shape));
  }

  private static long position(Tensor coordinates, int i, Shape shape)
      throws MalformedTensorException {
    int[] strides = shape.strides();
    long position = 0;
    for (int axis = 0; axis < strides.length; axis++) {
      long c = coordinates.longAt(i * strides.length + axis);
      if (c < 0 || c >= shape.dim(axis)) {
        throw invalid("is sparse with a value at " + c + " along axis " + axis + " of " + shape);
      }
      position += c * strides[axis];
    }
    return position;
  }

  private static Tensor filled(Tensor values, int[] positions, Shape shape) {
    if (values.type() == ElementType.INT64) {
      long[] out = new long[shape.size()];
      for (int i = 0; i < positions.length; i++) {
        out[positions[i]] = values.longAt(i);
      }
      return Tensor.ofLongs(shape, out);
    }
    if (values.type() == ElementType.FLOAT32) {
      float[] out = new float[shape.size()];
      for (int i = 0; i < positions.length; i++) {
        out[positions[i]] = (float) values.at(i);
      }
      return Tensor.ofFloats(shape, out);
    }
    double[] out = new double[shape.size()];
    for (int i = 0; i < positions.length; i++) {
      out[positions[i]] = values.at(i);
    }
    return Tensor.ofDoubles(shape, out);
  }
}
