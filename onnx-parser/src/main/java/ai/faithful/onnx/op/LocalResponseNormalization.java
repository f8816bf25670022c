package ai.faithful.onnx.op;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.ball.ConstantArithmetic;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * LRN: x / (bias + alpha / size times the sum of squares over {@code size} neighbouring
 * channels)^beta.
 *
 * <p>Opset history: 1; 13 adds a type. Attributes: size; alpha = 1e-4, beta = 0.75, bias = 1. The
 * window of channel c runs from c - floor((size - 1) / 2) to c + ceil((size - 1) / 2).
 *
 * <p>Lowering: Power(2), a convolution with a band of ones, Mul by alpha / size (with its radius),
 * Add, Power(-beta), Mul.
 */
final class LocalResponseNormalization {
  static final OnnxOperator OPERATOR =
      OnnxOperator.named("LRN")
          .since(1, 1, 1, "size", "alpha", "beta", "bias")
          .lowering(call -> List.of(lower(call)));

  /** A band of more than 2^24 elements is no layer. */
  private static final int MOST_CHANNELS = 1 << 12;

  private LocalResponseNormalization() {}

  private static Value lower(Call call) throws Refusal {
    Value x = call.realInput(0);
    Shape shape = x.shape();
    long size = call.attributes().integer("size", 0);
    if (shape.rank() < 3 || shape.dim(1) > MOST_CHANNELS || size < 1) {
      throw new Refusal(
          "normalises " + shape + " over " + size, "[N,C,...] of at most 4096 channels");
    }
    Tensor alpha = Tensor.ofFloats(Shape.SCALAR, call.attributes().real("alpha", 1e-4f));
    Tensor count = Tensor.ofDoubles(Shape.SCALAR, (double) size);
    Constant scale = ConstantArithmetic.divide(Constant.exact(alpha), Constant.exact(count));
    Value square = Reductions.function(call, "square", new ScalarFunction.Power(2), x);
    Value band = call.known(band(shape.dim(1), size, shape.rank()), x.type());
    Value sums = call.step("sums", pointwise(shape.rank() - 2), square, band);
    Value scaled = call.step("scaled", new Op.Mul(), sums, call.constant("scale", scale, x.type()));
    Value bias = ParametricActivations.scalar(call, call.attributes().real("bias", 1), x);
    Value base = call.step("base", new Op.Add(), scaled, bias);
    ScalarFunction power = new ScalarFunction.Power(-call.attributes().real("beta", 0.75f));
    return call.result(new Op.Mul(), x, Reductions.function(call, "inverse", power, base));
  }

  private static Op pointwise(int spatial) {
    List<Integer> ones = Collections.nCopies(spatial, 1);
    List<Integer> zeros = Collections.nCopies(spatial, 0);
    return new Op.Conv(ones, zeros, zeros, ones, 1);
  }

  private static Tensor band(int channels, long size, int rank) {
    long before = (size - 1) / 2;
    long after = size - 1 - before;
    float[] ones = new float[channels * channels];
    for (int to = 0; to < channels; to++) {
      for (int from = 0; from < channels; from++) {
        ones[to * channels + from] = from >= to - before && from <= to + after ? 1 : 0;
      }
    }
    int[] dims = new int[rank];
    Arrays.fill(dims, 1);
    dims[0] = channels;
    dims[1] = channels;
    return Tensor.ofFloats(Shape.of(dims), ones);
  }
}
