package ai.faithful.verify.certificate;

import ai.faithful.ir.pass.Classifier.Head;
import ai.faithful.verify.SettingException;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How far a softmax that ONNX Runtime computes in float32 can be from that of the same float32
 * logits (THEORY 7).
 *
 * <p>With u = 2^-24: each e^(z_j - max) has the relative error of the difference's rounding, u
 * times the gap, and of the exponential, less than 2^-20 ({@code FloatErrorTest} measures a
 * thirteenth of it); the sum of K adds gamma_K, the quotient u. As p_j times its gap is at most
 * 1/e, and the gaps' mean under p at most ln K + 1, a probability errs by at most 2^-19 + u (K + ln
 * K + 4), which is below 2^-18 + 2^-23 K.
 *
 * @param error absolute error of the difference of two networks' confidences
 */
record SoftmaxExecution(double error) {
  /** No softmax is executed: where real arithmetic is meant, or the files put out logits. */
  static final SoftmaxExecution NONE = new SoftmaxExecution(0);

  /**
   * Of the two models' heads. Logits cost nothing: their softmax is taken exactly.
   *
   * @throws SettingException if a head is not handled for the property
   */
  static SoftmaxExecution of(ModelPair pair, Property property) {
    double error = 0;
    for (PairedModel model : List.of(pair.teacher(), pair.student())) {
      Head head = model.classifier().head();
      boolean handled =
          head == Head.SOFTMAX
              && (property instanceof Property.Confidence
                  || property instanceof Property.EveryClass);
      if (head != Head.LOGITS && !handled) {
        throw new SettingException(
            model.path()
                + ": the float32 rounding of its "
                + (head == Head.SOFTMAX ? "Softmax" : "LogSoftmax")
                + " is not bounded for the property "
                + property.word()
                + "; export logits, or use --semantics real");
      }
      error += head == Head.LOGITS ? 0 : 0x1p-18 + 0x1p-23 * pair.classes();
    }
    return new SoftmaxExecution(error);
  }

  /** What is proved of the logits' softmax, as proved of the executed one. */
  Proof of(Proof proof) {
    return error == 0
        ? proof
        : new Proof(
            more(proof.upper()),
            OptionalDouble.of(more(proof.over().orElse(1))),
            OptionalDouble.of(more(proof.under().orElse(1))),
            proof.lead(),
            proof.agreement());
  }

  private double more(double upper) {
    return Math.min(1, Math.nextUp(upper + error));
  }
}
