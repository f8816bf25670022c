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
            Activations.ERF,
            Activations.HARD_SWISH,
            Activations.MISH,
            Activations.RELU,
            Activations.SIGMOID,
            Activations.SOFTPLUS,
            Activations.SOFTSIGN,
            Activations.TANH,
            Arithmetic.ADD,
            Arithmetic.DIV,
            Arithmetic.MUL,
            Arithmetic.NEG,
            Arithmetic.SUB,
            Attention.OPERATOR,
            BatchNormalization.OPERATOR,
            Blocks.DEPTH_TO_SPACE,
            Blocks.SPACE_TO_DEPTH,
            Cast.LIKE,
            Cast.OPERATOR,
            ChannelNormalization.GROUP,
            ChannelNormalization.INSTANCE,
            Clip.OPERATOR,
            Comparisons.EQUAL,
            Comparisons.GREATER,
            Comparisons.GREATER_OR_EQUAL,
            Comparisons.LESS,
            Comparisons.LESS_OR_EQUAL,
            Concat.OPERATOR,
            Constants.CONSTANT,
            Constants.CONSTANT_OF_SHAPE,
            Conv.OPERATOR,
            ConvTranspose.OPERATOR,
            CumSum.OPERATOR,
            Einsum.OPERATOR,
            Elementary.ABS,
            Elementary.CEIL,
            Elementary.COS,
            Elementary.EXP,
            Elementary.FLOOR,
            Elementary.LOG,
            Elementary.RECIPROCAL,
            Elementary.ROUND,
            Elementary.SIGN,
            Elementary.SIN,
            Elementary.SQRT,
            Extremes.MAX,
            Extremes.MIN,
            Gather.ELEMENTS,
            Gather.GATHER,
            Gather.ND,
            Gemm.OPERATOR,
            IndexPatterns.EYE_LIKE,
            IndexPatterns.NON_ZERO,
            IndexPatterns.ONE_HOT,
            LayerNormalization.LAYER,
            LayerNormalization.RMS,
            LocalResponseNormalization.OPERATOR,
            Logic.AND,
            Logic.IS_INF,
            Logic.IS_NAN,
            Logic.NOT,
            Logic.OR,
            Logic.XOR,
            LpNormalization.OPERATOR,
            LpPools.GLOBAL_LP,
            LpPools.LP,
            MatMul.OPERATOR,
            MaxPools.GLOBAL_MAX,
            MaxPools.MAX,
            MeanVarianceNormalization.OPERATOR,
            Mod.OPERATOR,
            PRelu.OPERATOR,
            Pad.OPERATOR,
            ParametricActivations.CELU,
            ParametricActivations.ELU,
            ParametricActivations.GELU,
            ParametricActivations.HARD_SIGMOID,
            ParametricActivations.LEAKY_RELU,
            ParametricActivations.SELU,
            ParametricActivations.SWISH,
            ParametricActivations.THRESHOLDED_RELU,
            Passing.DROPOUT,
            Passing.IDENTITY,
            Pools.AVERAGE,
            Pools.GLOBAL_AVERAGE,
            Pow.OPERATOR,
            Quantisation.DEQUANTIZE,
            Quantisation.DYNAMIC,
            Quantisation.QUANTIZE,
            QuantisedProducts.CONV,
            QuantisedProducts.CONV_INTEGER,
            QuantisedProducts.MAT_MUL,
            QuantisedProducts.MAT_MUL_INTEGER,
            Range.OPERATOR,
            Reductions.L1,
            Reductions.L2,
            Reductions.LOG_SUM,
            Reductions.LOG_SUM_EXP,
            Reductions.MAX,
            Reductions.MEAN,
            Reductions.MIN,
            Reductions.PROD,
            Reductions.SUM,
            Reductions.SUM_SQUARE,
            Reordering.CENTER_CROP_PAD,
            Reordering.COMPRESS,
            Reordering.REVERSE_SEQUENCE,
            Reordering.TRILU,
            Repetition.EXPAND,
            Repetition.TILE,
            Reshapes.FLATTEN,
            Reshapes.RESHAPE,
            Reshapes.SQUEEZE,
            Reshapes.UNSQUEEZE,
            Resize.RESIZE,
            Resize.UPSAMPLE,
            Scatter.ELEMENTS,
            Scatter.ND,
            Scatter.SCATTER,
            ShapeOf.SHAPE,
            ShapeOf.SIZE,
            Shrink.OPERATOR,
            Slice.OPERATOR,
            Softmax.LOG_SOFTMAX,
            Softmax.SOFTMAX,
            Split.OPERATOR,
            Transpose.OPERATOR,
            Variadic.MEAN,
            Variadic.SUM,
            Where.OPERATOR)) {
      BY_TYPE.put(operator.type(), operator);
    }
  }

  /** Operators of ai.onnx.ml that scikit-learn's exporters put around networks. */
  private static final Map<String, OnnxOperator> MACHINE_LEARNING =
      Map.of(
          "LinearClassifier", LinearModels.CLASSIFIER,
          "LinearRegressor", LinearModels.REGRESSOR,
          "Scaler", FeatureScaling.SCALER,
          "Normalizer", FeatureScaling.NORMALIZER);

  private Operators() {}

  /**
   * An operator.
   *
   * @param domain empty for the standard one
   */
  static Optional<OnnxOperator> find(String domain, String type) {
    if (domain.equals("ai.onnx.ml")) {
      return Optional.ofNullable(MACHINE_LEARNING.get(type));
    }
    return domain.isEmpty() ? Optional.ofNullable(BY_TYPE.get(type)) : Optional.empty();
  }

  /** The names of the supported operators, sorted. */
  public static List<String> names() {
    return List.copyOf(BY_TYPE.keySet());
  }

  /**
   * The operator sets from which on an operator is read differently than before, from {@link
   * #OLDEST} on.
   *
   * @throws IllegalArgumentException if it is not supported
   */
  public static List<Integer> opsets(String name) {
    OnnxOperator operator = BY_TYPE.get(name);
    if (operator == null) {
      throw new IllegalArgumentException("no operator " + name);
    }
    return operator.signatures().stream()
        .map(signature -> Math.max(OLDEST, signature.since()))
        .distinct()
        .toList();
  }
}
