package ai.faithful.verify.certificate;

import ai.faithful.verify.attack.Disagreement;
import ai.faithful.verify.attack.Objective;
import ai.faithful.verify.property.ConfidenceInterval;
import ai.faithful.verify.property.Premise;
import ai.faithful.verify.runtime.Scores;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Whether the two can disagree (THEORY 4.5): first by the margins of each, then pair by pair of
 * classes with multipliers of the premise.
 */
final class AgreementJudge implements Judge {
  private final Property.Agreement property;
  private final int classes;
  private final Premise premise;

  AgreementJudge(Property.Agreement property, int classes) {
    this.property = property;
    this.classes = classes;
    this.premise =
        property.variant() == Property.Variant.CONFIDENT
            ? Premise.confident(property.tau(), classes)
            : Premise.TOP;
  }

  @Override
  public List<Proof> prove(
      PairBounds bounds, BoundedRegions regions, int[] labels, double[][] centres) {
    // Most regions are decided by the label's margins alone.
    List<List<MarginTriple>> ofLabels = MarginTriple.of(bounds, regions, Judge.each(labels));
    boolean[] agree = new boolean[labels.length];
    boolean all = true;
    for (int b = 0; b < labels.length; b++) {
      agree[b] = lead(ofLabels, b).orElse(0) > 0;
      all &= agree[b];
    }
    if (!all) {
      boolean onlyLabel = property.variant() == Property.Variant.TEACHER_CORRECT;
      List<List<MarginTriple>> margins =
          onlyLabel
              ? ofLabels
              : MarginTriple.of(bounds, regions, Judge.all(labels.length, classes));
      List<List<DisagreementSearch.Pair>> open = new ArrayList<>();
      for (int b = 0; b < labels.length; b++) {
        open.add(agree[b] ? List.of() : open(margins.get(b)));
      }
      boolean[] excluded = new DisagreementSearch(bounds, regions, premise).exclude(open);
      for (int b = 0; b < labels.length; b++) {
        agree[b] |= excluded[b];
      }
    }
    List<Proof> proofs = new ArrayList<>();
    for (int b = 0; b < labels.length; b++) {
      proofs.add(Proof.of(agree[b], lead(ofLabels, b)));
    }
    return proofs;
  }

  private static OptionalDouble lead(List<List<MarginTriple>> ofLabels, int b) {
    return Proof.lead(ofLabels.get(b).get(0));
  }

  /** The pairs that margins do not exclude: the teacher may say k, the student may prefer j. */
  private List<DisagreementSearch.Pair> open(List<MarginTriple> margins) {
    List<DisagreementSearch.Pair> open = new ArrayList<>();
    for (MarginTriple own : margins) {
      int k = own.teacher().label();
      if (premise.isPossible(own.teacher())) {
        for (int j = 0; j < classes; j++) {
          if (j != k && own.student().upper(j) >= 0) {
            open.add(new DisagreementSearch.Pair(k, j));
          }
        }
      }
    }
    return open;
  }

  @Override
  public Attained exactly(LogitBoxes logits, int at, int label) {
    int k = logits.teacherClass(at);
    int j = logits.studentClass(at);
    if (k < 0 || j < 0 || k == j) {
      return Attained.of(false);
    }
    double least = ConfidenceInterval.of(logits.teacher(at, k)).lower();
    return Attained.of(counts(k, label, least));
  }

  @Override
  public Attained seen(Outputs outputs, int label) {
    int k = Scores.argmax(outputs.teacher());
    int j = Scores.argmax(outputs.student());
    return Attained.of(k != j && counts(k, label, outputs.teacherConfidences()[k]));
  }

  /** Whether a disagreement counts where the teacher says k with at least a confidence. */
  private boolean counts(int k, int label, double confidence) {
    return switch (property.variant()) {
      case TOP1 -> true;
      case TEACHER_CORRECT -> k == label;
      case CONFIDENT -> new BigDecimal(confidence).compareTo(property.tau()) >= 0;
    };
  }

  @Override
  public int rows() {
    return 3 * classes * classes;
  }

  @Override
  public List<Objective> objectives(int label) {
    double confidence = property.tau().doubleValue();
    return property.variant() == Property.Variant.TEACHER_CORRECT
        ? Disagreement.teacherSays(label, classes, 0)
        : Disagreement.about(label, classes, confidence);
  }

  @Override
  public boolean isMetByAny() {
    return true;
  }
}
