package ai.faithful.verify.certificate;

import ai.faithful.ir.pass.Classifier.Head;
import ai.faithful.verify.SettingException;
import ai.faithful.verify.bound.Float32Execution;
import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How far the confidences that a file's softmax states in float32 can be from the softmax of the
 * same float32 logits (THEORY 7).
 *
 * <p>A Softmax errs by what {@link Float32Execution#softmaxError} says. Of a LogSoftmax the softmax
 * is taken: errors that its outputs share cancel, what is left is the rounding of differences, u
 * times |ln p_j| or less, and p_j |ln p_j| is at most 1/e, its sum at most ln K: much less than of
 * a Softmax, and the same is allowed.
 *
 * <p>Two confidences may come out equal, or in the other order, where logits differ. The greatest
 * of K is at least 1/K, and exceeds the others by at least (1 - e^-lead) / K: where that is more
 * than both errors, the order is the logits'. (Outputs of a LogSoftmax differ as the logits do, up
 * to few u times ln K: less than that.)
 *
 * @param error absolute error of the difference of two networks' confidences
 * @param tied the greatest lead in logits with which a class need not lead in what is executed
 */
record SoftmaxExecution(double error, double tied) {
  /** No softmax is executed: where real arithmetic is meant, or the files put out logits. */
  static final SoftmaxExecution NONE = new SoftmaxExecution(0, 0);

  /**
   * Of the two models' heads. Logits cost nothing: their softmax is taken exactly.
   *
   * @throws SettingException if a head is not handled for the property
   */
  static SoftmaxExecution of(ModelPair pair, Property property) {
    double error = 0;
    double tied = 0;
    for (PairedModel model : List.of(pair.teacher(), pair.student())) {
      Head head = model.classifier().head();
      boolean handled =
          (head == Head.SOFTMAX || head == Head.LOG_SOFTMAX)
              && (property instanceof Property.Confidence
                  || property instanceof Property.EveryClass);
      if (head != Head.LOGITS && !handled) {
        throw notBounded(model, "the property " + property.word());
      }
      if (head != Head.LOGITS) {
        double own = Float32Execution.softmaxError(pair.classes());
        error += own;
        tied = Math.max(tied, tied(2 * own * pair.classes()));
      }
    }
    return new SoftmaxExecution(error, tied);
  }

  /** -ln (1 - share), or more. */
  private static double tied(double share) {
    return share < 1 ? -Math.log1p(-share) * (1 + 0x1p-40) : Double.POSITIVE_INFINITY;
  }

  /**
   * Checks that nothing follows the logits.
   *
   * @param claim what is certified, for the message
   * @throws SettingException if something does
   */
  static void requireLogits(PairedModel model, String claim) {
    if (model.classifier().head() != Head.LOGITS) {
      throw notBounded(model, claim);
    }
  }

  private static SettingException notBounded(PairedModel model, String claim) {
    return new SettingException(
        model.path()
            + ": the float32 rounding of its "
            + switch (model.classifier().head()) {
              case SOFTMAX -> "Softmax";
              case LOG_SOFTMAX -> "LogSoftmax";
              default -> "Sigmoid";
            }
            + " is not bounded for "
            + claim
            + "; export logits, or use --semantics real");
  }

  /** What is proved of the logits' softmax, as proved of the executed one. */
  Proof of(Proof proof) {
    return error == 0
        ? proof
        : new Proof(
            more(proof.upper()),
            OptionalDouble.of(more(proof.over().orElse(1))),
            OptionalDouble.of(more(proof.under().orElse(1))),
            proof.lead().isPresent()
                ? OptionalDouble.of(lead(proof.lead().getAsDouble()))
                : proof.lead(),
            proof.agreement());
  }

  /** What the logits' softmax has to be proved of, for a limit to hold of the executed one. */
  double before(BigDecimal limit) {
    double before = limit.doubleValue() - error;
    while (new BigDecimal(more(before)).compareTo(limit) > 0) {
      before = Math.nextDown(before);
    }
    return before;
  }

  /** A lead that is only of logits is none. */
  private double lead(double ofLogits) {
    return ofLogits > tied ? ofLogits : Math.min(ofLogits, 0);
  }

  private double more(double upper) {
    return Math.min(1, Math.nextUp(upper + error));
  }
}
