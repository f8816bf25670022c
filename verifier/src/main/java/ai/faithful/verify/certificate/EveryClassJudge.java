package ai.faithful.verify.certificate;

import ai.faithful.verify.attack.ConfidenceGap;
import ai.faithful.verify.attack.Objective;
import java.util.ArrayList;
import java.util.List;

/** The largest difference of the confidences in any class. */
final class EveryClassJudge implements Judge {
  private final int classes;
  private final double enough;

  /**
   * @param enough bounds of a side that are no more need not be made tighter
   */
  EveryClassJudge(int classes, double enough) {
    this.classes = classes;
    this.enough = enough;
  }

  @Override
  public List<Proof> prove(
      PairBounds bounds, BoundedRegions regions, int[] labels, double[][] centres) {
    List<Proof> proofs = new ArrayList<>();
    for (List<RegionCertificate> own :
        RegionCertificate.of(bounds, regions, Judge.all(labels.length, classes), centres, enough)) {
      double over = own.stream().mapToDouble(c -> c.over().least()).max().orElse(1);
      double under = own.stream().mapToDouble(c -> c.under().least()).max().orElse(1);
      int label = labels[proofs.size()];
      proofs.add(Proof.of(over, under, Proof.lead(own.get(label).margins())));
    }
    return proofs;
  }

  @Override
  public Attained exactly(LogitBoxes logits, int at, int label) {
    double over = Double.NEGATIVE_INFINITY;
    double under = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < classes; k++) {
      over = Math.max(over, logits.leastExcess(at, k));
      under = Math.max(under, logits.leastDefect(at, k));
    }
    return Attained.of(over, under);
  }

  @Override
  public Attained seen(Outputs outputs, int label) {
    double over = Double.NEGATIVE_INFINITY;
    double under = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < classes; k++) {
      double gap = outputs.studentConfidences()[k] - outputs.teacherConfidences()[k];
      over = Math.max(over, gap);
      under = Math.max(under, -gap);
    }
    return Attained.of(over, under);
  }

  @Override
  public int rows() {
    return 16 * classes + 3 * classes * classes;
  }

  @Override
  public List<Objective> objectives(int label) {
    List<Objective> all = new ArrayList<>();
    for (int k = 0; k < classes; k++) {
      all.add(new ConfidenceGap(k, true));
      all.add(new ConfidenceGap(k, false));
    }
    return all;
  }
}
