package ai.faithful.onnx.tensor;

import static ai.faithful.onnx.tensor.MalformedTensorException.invalid;
import static ai.faithful.onnx.tensor.MalformedTensorException.unsupported;

import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.onnx.proto.SparseTensorProto;
import ai.faithful.onnx.proto.TensorProto;
import java.util.ArrayList;
import java.util.List;

/**
 * Decodes tensors. Declared extents are checked against the bytes that are there before anything is
 * allocated, so that a few bytes cannot ask for gigabytes.
 */
public final class TensorDecoder {
  /** More axes than any tensor has; a bound on what a message may list. */
  private static final int MOST_AXES = 64;

  private final ExternalData external;

  /**
   * A decoder.
   *
   * @param external where elements may be that are not in the tensor itself
   */
  public TensorDecoder(ExternalData external) {
    this.external = external;
  }

  /**
   * The exact elements.
   *
   * @throws MalformedTensorException if extents and elements do not agree, the elements are in a
   *     file that is missing, short or out of bounds, the type has no exact value here, or a real
   *     element is NaN or infinite
   */
  public Decoded decode(TensorProto proto) throws MalformedTensorException {
    Decoded decoded = decodeMask(proto);
    int bad = decoded.tensor().firstNonFinite();
    if (bad >= 0) {
      throw invalid("holds " + decoded.tensor().at(bad) + " at element " + bad);
    }
    return decoded;
  }

  /**
   * As {@link #decode}, but real elements may be -infinity: in masks of a softmax's scores.
   *
   * @throws MalformedTensorException as there
   */
  public Decoded decodeMask(TensorProto proto) throws MalformedTensorException {
    if (proto.hasSegment()) {
      throw unsupported("is stored in segments; save it as one tensor");
    }
    DataType type =
        DataType.of(proto.getDataType())
            .orElseThrow(
                () ->
                    unsupported(
                        "has "
                            + DataType.nameOf(proto.getDataType())
                            + "; float, double, float16, bfloat16, bool and integers are read"));
    Shape shape = shape(proto.getDimsList());
    Tensor tensor = elements(proto, type, shape);
    requireMask(tensor);
    return new Decoded(proto.getName(), type, tensor);
  }

  /**
   * The dense form of a sparse tensor.
   *
   * @param limit elements that the dense form may have
   * @throws MalformedTensorException as {@link #decode}, and if indices and values do not fit
   */
  public Decoded decode(SparseTensorProto proto, int limit) throws MalformedTensorException {
    Decoded values = decode(proto.getValues());
    Decoded indices = decode(proto.getIndices());
    Shape shape = shape(proto.getDimsList());
    if (shape.size() > limit) {
      throw unsupported("is sparse and has " + shape.size() + " elements; " + limit + " are read");
    }
    return SparseTensors.dense(values, indices, shape);
  }

  private Tensor elements(TensorProto proto, DataType type, Shape shape)
      throws MalformedTensorException {
    long needed = type.bytesOf(shape.size());
    switch (proto.getDataLocation()) {
      case 0 -> {
        if (proto.getExternalDataCount() > 0) {
          throw invalid("says where its elements are, but not that they are elsewhere");
        }
      }
      case 1 -> {
        return RawData.read(type, shape, external.read(proto, needed));
      }
      default -> throw unsupported("is at the data location " + proto.getDataLocation());
    }
    if (proto.hasRawData()) {
      if (proto.getRawData().size() != needed) {
        throw mismatch(proto, shape, proto.getRawData().size() * 8L / type.bits());
      }
      // The bytes may be a part of the file's: positions count from their own start.
      return RawData.read(type, shape, proto.getRawData().asReadOnlyByteBuffer().slice());
    }
    int stored = TypedFields.count(type, proto);
    if (stored != (type.bits() < 8 ? needed : shape.size())) {
      throw mismatch(proto, shape, stored);
    }
    return TypedFields.read(type, shape, proto);
  }

  private static MalformedTensorException mismatch(TensorProto proto, Shape shape, long stored) {
    return invalid(
        ("declares " + shown(proto.getDimsList()) + " = " + shape.size())
            + (" elements, has " + stored));
  }

  private static Shape shape(List<Long> declared) throws MalformedTensorException {
    long size = 1;
    List<Integer> dims = new ArrayList<>();
    if (declared.size() > MOST_AXES) {
      throw invalid("declares " + declared.size() + " axes");
    }
    for (long d : declared) {
      if (d < 0 || d > Integer.MAX_VALUE) {
        throw invalid("declares the extent " + d);
      }
      dims.add((int) d);
      // Extents of 0 do not excuse the others: strides are products too.
      long factor = Math.max(1, d);
      if (size > Integer.MAX_VALUE / factor) {
        throw invalid("declares more than 2^31-1 elements");
      }
      size *= factor;
    }
    return new Shape(dims);
  }

  private static String shown(List<Long> dims) {
    return dims.size() > 16 ? dims.size() + " axes" : dims.toString();
  }

  private static void requireMask(Tensor tensor) throws MalformedTensorException {
    int first = tensor.firstNonFinite();
    for (int i = first; first >= 0 && i < tensor.size(); i++) {
      if (Double.isNaN(tensor.at(i)) || tensor.at(i) == Double.POSITIVE_INFINITY) {
        throw invalid("holds " + tensor.at(i) + " at element " + i);
      }
    }
  }
}
