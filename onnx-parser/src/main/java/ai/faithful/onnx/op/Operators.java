package ai.faithful.onnx.op;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The operators that can be lowered, by name. */
public final class Operators {
  /** The oldest and the newest operator set that is read. */
  public static final int OLDEST = 6;

  public static final int NEWEST = 28;

  private static final Map<String, OnnxOperator> BY_TYPE = new TreeMap<>();

  static {
    for (OnnxOperator operator :
        List.of(
            Activations.RELU,
            Arithmetic.ADD,
            Arithmetic.SUB,
            Arithmetic.MUL,
            Arithmetic.DIV,
            Arithmetic.NEG,
            Arithmetic.SUM,
            BatchNormalization.OPERATOR,
            Blocks.DEPTH_TO_SPACE,
            Blocks.SPACE_TO_DEPTH,
            Cast.OPERATOR,
            Concat.OPERATOR,
            Constants.CONSTANT,
            Constants.CONSTANT_OF_SHAPE,
            Conv.OPERATOR,
            ConvTranspose.OPERATOR,
            Gather.GATHER,
            Gather.ELEMENTS,
            Gather.ND,
            Gemm.OPERATOR,
            MatMul.OPERATOR,
            Pad.OPERATOR,
            Passing.IDENTITY,
            Passing.DROPOUT,
            MaxPools.MAX,
            MaxPools.GLOBAL_MAX,
            LpPools.LP,
            LpPools.GLOBAL_LP,
            Pools.AVERAGE,
            Pools.GLOBAL_AVERAGE,
            Quantisation.QUANTIZE,
            Quantisation.DEQUANTIZE,
            Quantisation.DYNAMIC,
            QuantisedProducts.MAT_MUL_INTEGER,
            QuantisedProducts.CONV_INTEGER,
            QuantisedProducts.MAT_MUL,
            QuantisedProducts.CONV,
            Reordering.REVERSE_SEQUENCE,
            Reordering.TRILU,
            Reordering.CENTER_CROP_PAD,
            Reordering.COMPRESS,
            Repetition.EXPAND,
            Repetition.TILE,
            Reshapes.RESHAPE,
            Reshapes.FLATTEN,
            Reshapes.SQUEEZE,
            Reshapes.UNSQUEEZE,
            ShapeOf.SHAPE,
            ShapeOf.SIZE,
            Scatter.SCATTER,
            Scatter.ELEMENTS,
            Scatter.ND,
            Slice.OPERATOR,
            Split.OPERATOR,
            Softmax.SOFTMAX,
            Softmax.LOG_SOFTMAX,
            Transpose.OPERATOR)) {
      BY_TYPE.put(operator.type(), operator);
    }
  }

  private Operators() {}

  /**
   * An operator.
   *
   * @param domain empty for the standard one
   */
  static Optional<OnnxOperator> find(String domain, String type) {
    return domain.isEmpty() ? Optional.ofNullable(BY_TYPE.get(type)) : Optional.empty();
  }

  /** The names of the supported operators, sorted. */
  public static List<String> names() {
    return List.copyOf(BY_TYPE.keySet());
  }
}
