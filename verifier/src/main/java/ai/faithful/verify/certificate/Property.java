package ai.faithful.verify.certificate;

import ai.faithful.ir.pass.Classifier;
import ai.faithful.verify.ModelMismatchException;
import ai.faithful.verify.SettingException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * What is asked of two networks over a region B (THEORY 2). Each is answered with a bracket of a
 * maximum over B, or, for {@link Agreement}, with yes or no.
 */
public sealed interface Property {
  /** The confidence in the label. */
  static Property confidence() {
    return new Confidence(OptionalInt.empty());
  }

  /** The plain agreement of classes. */
  static Property agreement() {
    return new Agreement(Variant.TOP1, BigDecimal.ZERO);
  }

  /** As written in results and on command lines. */
  String word();

  /** What is decided or bounded, in words: "the difference of ..." or "... give the same class". */
  String words();

  /** Whether the answer is a bracket of a number. */
  default boolean isBracketed() {
    return true;
  }

  /** Whether the bracket is made of one for each direction. */
  default boolean isSplit() {
    return false;
  }

  /**
   * Checks a number that the maximum is to be compared with.
   *
   * @throws SettingException if that makes no sense
   */
  default void checkDelta(BigDecimal delta) {
    if (delta.signum() < 0 || delta.compareTo(BigDecimal.ONE) > 0) {
      throw new SettingException("delta " + delta + " is outside [0, 1]");
    }
  }

  /**
   * Checks that it can be asked of two models.
   *
   * @throws ModelMismatchException if not
   */
  default void check(ModelPair pair) throws ModelMismatchException {}

  /**
   * FI_k = max over B of |pS_k - pT_k|, with over = max pS_k - pT_k and under = max pT_k - pS_k
   * (THEORY 2, bounded by THEORY 4.4).
   *
   * @param reference the class k; none for the example's label
   */
  record Confidence(OptionalInt reference) implements Property {
    @Override
    public String word() {
      return "confidence";
    }

    @Override
    public String words() {
      String of = reference.isPresent() ? "class " + reference.getAsInt() : "the label";
      return "the difference of the two networks' confidences in " + of;
    }

    @Override
    public boolean isSplit() {
      return true;
    }
  }

  /**
   * FI_inf = max over all classes k of FI_k (THEORY 2); over and under are the maxima over the
   * classes of those of each.
   */
  record EveryClass() implements Property {
    @Override
    public String word() {
      return "every-class";
    }

    @Override
    public String words() {
      return "the difference of the two networks' confidences in any class";
    }

    @Override
    public boolean isSplit() {
      return true;
    }
  }

  /** FI_TV = max over B of (1/2) sum over k of |pS_k - pT_k| (THEORY 2 and 4.2). */
  record TotalVariation() implements Property {
    @Override
    public String word() {
      return "tv";
    }

    @Override
    public String words() {
      return "the total variation between the two networks' confidences";
    }
  }

  /** FI_KL = max over B of KL(pT || pS), in nats (THEORY 2 and 4.2). */
  record KullbackLeibler() implements Property {
    @Override
    public String word() {
      return "kl";
    }

    @Override
    public String words() {
      return "the Kullback-Leibler divergence of the student's confidences from the teacher's";
    }

    @Override
    public void checkDelta(BigDecimal delta) {
      requireNotNegative(delta);
    }
  }

  /**
   * Epsilon-equivalence of logits: max over B of ||zS - zT||_inf (THEORY 2), with over = max over j
   * of zS_j - zT_j and under the opposite.
   */
  record Equivalence() implements Property {
    @Override
    public String word() {
      return "equivalence";
    }

    /** ONNX Runtime has to show the logits. */
    @Override
    public void check(ModelPair pair) throws ModelMismatchException {
      for (PairedModel model : List.of(pair.teacher(), pair.student())) {
        if (model.classifier().head() != Classifier.Head.LOGITS) {
          throw new ModelMismatchException(
              model.path() + " ends in a softmax; equivalence compares logits");
        }
      }
    }

    @Override
    public String words() {
      return "the difference of the two networks' logits of any class";
    }

    @Override
    public boolean isSplit() {
      return true;
    }

    @Override
    public void checkDelta(BigDecimal delta) {
      requireNotNegative(delta);
    }
  }

  /** Which disagreements count (THEORY 2). */
  enum Variant {
    /** Wherever argmax zT != argmax zS. */
    TOP1,
    /** Where the teacher still says the label, and the student does not. */
    TEACHER_CORRECT,
    /** Where the teacher has a class k with pT_k >= tau, and the student says another. */
    CONFIDENT;

    /** As written in results and on command lines. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * There is no x in B at which the two disagree, in the sense of a variant (THEORY 2 and 4.5).
   *
   * @param variant what counts
   * @param tau of {@link Variant#CONFIDENT}, from 0.5 to below 1; else 0
   */
  record Agreement(Variant variant, BigDecimal tau) implements Property {
    private static final BigDecimal HALF = new BigDecimal("0.5");

    /**
     * @throws SettingException if tau makes no sense
     */
    public Agreement {
      if (variant == Variant.CONFIDENT
          && (tau.compareTo(HALF) < 0 || tau.compareTo(BigDecimal.ONE) >= 0)) {
        throw new SettingException("tau " + tau + " is outside [0.5, 1)");
      }
      if (variant != Variant.CONFIDENT && tau.signum() != 0) {
        throw new SettingException("tau belongs to the variant confident");
      }
    }

    @Override
    public String word() {
      return "agreement";
    }

    @Override
    public String words() {
      return switch (variant) {
        case TOP1 -> "teacher and student give the same class";
        case TEACHER_CORRECT -> "where the teacher gives the label, so does the student";
        case CONFIDENT ->
            "where the teacher gives a class a confidence of at least "
                + tau.toPlainString()
                + ", the student gives that class";
      };
    }

    @Override
    public boolean isBracketed() {
      return false;
    }

    @Override
    public void checkDelta(BigDecimal delta) {
      throw new SettingException("agreement has no delta: two classes differ or they do not");
    }
  }

  private static void requireNotNegative(BigDecimal delta) {
    if (delta.signum() < 0) {
      throw new SettingException("delta " + delta + " is negative");
    }
  }
}
