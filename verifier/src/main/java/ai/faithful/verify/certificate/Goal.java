package ai.faithful.verify.certificate;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * What decides an example: its quantity is at most delta everywhere, or more than that somewhere;
 * or, where classes are compared, the two networks agree everywhere, or disagree somewhere.
 *
 * @param bracketed whether the property is a quantity
 * @param delta what that is to be at most; none to get brackets only
 */
record Goal(boolean bracketed, Optional<BigDecimal> delta) {
  static Goal of(CertifySettings settings) {
    return new Goal(settings.property().isBracketed(), settings.delta());
  }

  /** Whether there is anything to decide. */
  boolean decides() {
    return !bracketed || delta.isPresent();
  }

  /** Whether a proof is enough. */
  boolean isCertified(Proof proof) {
    return bracketed ? isAtMost(proof.upper()) : proof.agreement();
  }

  /**
   * Whether what an input attains is too much.
   *
   * @param value of the property's quantity
   * @param disagrees whether the classes differ
   */
  boolean isRefuted(double value, boolean disagrees) {
    return bracketed
        ? delta.isPresent()
            && Double.isFinite(value)
            && new BigDecimal(value).compareTo(delta.get()) > 0
        : disagrees;
  }

  /** Whether a certified upper end is low enough; an infinite one certifies nothing. */
  boolean isAtMost(double upper) {
    return delta.isPresent()
        && Math.abs(upper) <= Double.MAX_VALUE
        && new BigDecimal(upper).compareTo(delta.get()) <= 0;
  }
}
