package ai.faithful.verify.certificate;

import ai.faithful.verify.SettingException;
import ai.faithful.verify.attack.ConfidenceGap;
import ai.faithful.verify.attack.Objective;
import ai.faithful.verify.property.DifferenceRow;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** The difference of the confidences in one class. */
final class ConfidenceJudge implements Judge {
  private final Property.Confidence property;
  private final int classes;
  private final double enough;

  /**
   * @param enough bounds of a side that are no more need not be made tighter
   */
  ConfidenceJudge(Property.Confidence property, int classes, double enough) {
    this.property = property;
    this.classes = classes;
    this.enough = enough;
    property
        .reference()
        .ifPresent(
            k -> {
              if (k < 0 || k >= classes) {
                throw new SettingException("class " + k + " is none of 0 to " + (classes - 1));
              }
            });
  }

  private int reference(int label) {
    return property.reference().orElse(label);
  }

  @Override
  public List<Proof> prove(
      PairBounds bounds, BoundedRegions regions, int[] labels, double[][] centres) {
    int[][] references = Judge.each(labels);
    for (int[] own : references) {
      own[0] = reference(own[0]);
    }
    List<Proof> proofs = new ArrayList<>();
    for (List<RegionCertificate> own :
        RegionCertificate.of(bounds, regions, references, centres, enough)) {
      RegionCertificate certificate = own.get(0);
      int label = labels[proofs.size()];
      OptionalDouble lead =
          reference(label) == label ? Proof.lead(certificate.margins()) : OptionalDouble.empty();
      proofs.add(Proof.of(certificate.over().least(), certificate.under().least(), lead));
    }
    return proofs;
  }

  @Override
  public Attained exactly(LogitBoxes logits, int at, int label) {
    int k = reference(label);
    return Attained.of(logits.leastExcess(at, k), logits.leastDefect(at, k));
  }

  @Override
  public Attained seen(Outputs outputs, int label) {
    int k = reference(label);
    double gap = outputs.studentConfidences()[k] - outputs.teacherConfidences()[k];
    return Attained.of(gap, -gap);
  }

  @Override
  public int rows() {
    return Math.max(6 * classes, 2 * DifferenceRow.VARIANTS);
  }

  @Override
  public List<Objective> objectives(int label) {
    int k = reference(label);
    return List.of(new ConfidenceGap(k, true), new ConfidenceGap(k, false));
  }
}
