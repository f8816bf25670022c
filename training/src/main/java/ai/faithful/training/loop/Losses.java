package ai.faithful.training.loop;

import ai.djl.ndarray.NDArray;
import ai.faithful.verify.rule.TapeConstant;

/** Losses on logits [N, K], each the mean over the batch (THEORY 8), as differentiable scalars. */
public final class Losses {
  private Losses() {}

  /**
   * -ln softmax(logits)_y.
   *
   * @param oneHot [N, K], 1 at the label
   */
  public static NDArray crossEntropy(NDArray logits, NDArray oneHot) {
    return logits.logSoftmax(-1).mul(oneHot).sum(new int[] {-1}).mean().neg();
  }

  /** KL(P || Q) = sum P ln(P / Q) of the softmax of each, both logits divided by t first. */
  public static NDArray divergence(NDArray p, NDArray q, double t) {
    return divergences(p.div(TapeConstant.of(p, t)), q.div(TapeConstant.of(q, t))).mean();
  }

  /** {@code loss} times a number. */
  public static NDArray weighted(NDArray loss, double weight) {
    return loss.mul(TapeConstant.of(loss, weight));
  }

  /** KL(P || Q) of each row, [N]. */
  public static NDArray divergences(NDArray p, NDArray q) {
    NDArray logP = p.logSoftmax(-1);
    return logP.exp().mul(logP.sub(q.logSoftmax(-1))).sum(new int[] {-1});
  }

  /** d/dlogits of each row's cross-entropy, [N, K]. */
  public static NDArray crossEntropyGradient(NDArray logits, NDArray oneHot) {
    return logits.softmax(-1).sub(oneHot);
  }

  /** d/dq of each row's KL(P || Q), [N, K]. */
  public static NDArray divergenceGradientQ(NDArray p, NDArray q) {
    return q.softmax(-1).sub(p.softmax(-1));
  }

  /** d/dp of each row's KL(P || Q), [N, K]: P (ln(P/Q) - KL). */
  public static NDArray divergenceGradientP(NDArray p, NDArray q) {
    NDArray logP = p.logSoftmax(-1);
    NDArray ratio = logP.sub(q.logSoftmax(-1));
    NDArray mass = logP.exp();
    NDArray mean = mass.mul(ratio).sum(new int[] {-1}, true);
    return mass.mul(ratio.sub(mean));
  }

  /** d/dlogits of each row's confidence in its label, [N, K]: p_y ([k = y] - p_k). */
  public static NDArray confidenceGradient(NDArray logits, NDArray oneHot) {
    NDArray p = logits.softmax(-1);
    NDArray confidence = p.mul(oneHot).sum(new int[] {-1}, true);
    return oneHot.sub(p).mul(confidence);
  }
}
