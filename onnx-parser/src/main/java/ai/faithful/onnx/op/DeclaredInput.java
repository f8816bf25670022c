package ai.faithful.onnx.op;

import ai.faithful.ir.Shape;
import ai.faithful.onnx.proto.TensorShapeProto;
import ai.faithful.onnx.proto.TypeProto;
import ai.faithful.onnx.proto.ValueInfoProto;
import ai.faithful.onnx.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a graph declares of an input: a real tensor, its leading axis possibly symbolic. */
record DeclaredInput(Shape shape, DataType type) {

  /** The declaration, a symbolic leading axis fixed to 1. */
  static DeclaredInput of(ValueInfoProto info) throws Refusal {
    if (!info.getType().hasTensorType()) {
      throw new Refusal("is not a tensor");
    }
    TypeProto.Tensor tensor = info.getType().getTensorType();
    DataType type = DataType.of(tensor.getElemType()).filter(DataType::isReal).orElse(null);
    if (type == null) {
      throw new Refusal(
          "is a tensor of " + DataType.nameOf(tensor.getElemType()),
          "float, double, float16, bfloat16");
    }
    if (!tensor.hasShape()) {
      throw new Refusal("declares no shape", "static extents, the first one may be symbolic");
    }
    return new DeclaredInput(shape(tensor.getShape()), type);
  }

  private static Shape shape(TensorShapeProto shape) throws Refusal {
    List<Integer> dims = new ArrayList<>();
    for (int i = 0; i < shape.getDimCount(); i++) {
      TensorShapeProto.Dimension dim = shape.getDim(i);
      if (!dim.hasDimValue()) {
        if (i > 0) {
          throw new Refusal(
              "has the symbolic extent " + Text.quote(dim.getDimParam()) + " at axis " + i,
              "a symbolic first axis only; fix the others when exporting");
        }
        dims.add(1);
        continue;
      }
      long extent = dim.getDimValue();
      if (extent < 1 || extent > Integer.MAX_VALUE) {
        throw new Refusal(
            "declares the extent " + extent + " at axis " + i, "1 to " + Integer.MAX_VALUE);
      }
      dims.add((int) extent);
    }
    try {
      return new Shape(dims);
    } catch (IllegalArgumentException e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
  }

  /** A warning, if an output's declared extents are not the ones it has. */
  static Optional<String> compare(ValueInfoProto info, Shape actual) {
    if (!info.getType().hasTensorType() || !info.getType().getTensorType().hasShape()) {
      return Optional.empty();
    }
    TensorShapeProto declared = info.getType().getTensorType().getShape();
    boolean fits = declared.getDimCount() == actual.rank();
    List<String> dims = new ArrayList<>();
    for (int i = 0; i < declared.getDimCount(); i++) {
      TensorShapeProto.Dimension dim = declared.getDim(i);
      dims.add(dim.hasDimValue() ? String.valueOf(dim.getDimValue()) : "?");
      fits = fits && (!dim.hasDimValue() || dim.getDimValue() == actual.dim(i));
    }
    return fits
        ? Optional.empty()
        : Optional.of(
            "output "
                + Text.quote(info.getName())
                + (" declares " + (dims.size() > 16 ? dims.size() + " axes" : dims))
                + (", it has " + actual));
  }
}
