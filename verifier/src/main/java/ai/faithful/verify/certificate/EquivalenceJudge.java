package ai.faithful.verify.certificate;

import ai.faithful.verify.attack.LogitGap;
import ai.faithful.verify.attack.Objective;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** The largest difference of the logits of any class. */
final class EquivalenceJudge implements Judge {
  private final int classes;

  EquivalenceJudge(int classes) {
    this.classes = classes;
  }

  /** Rows zT_j - zS_j, which bound zS_j - zT_j from above, and their opposites. */
  @Override
  public List<Proof> prove(
      PairBounds bounds, BoundedRegions regions, int[] labels, double[][] centres) {
    List<LogitRows> rows = new ArrayList<>();
    for (int b = 0; b < labels.length; b++) {
      LogitRows own = new LogitRows(classes);
      for (int sign = 1; sign >= -1; sign -= 2) {
        for (int j = 0; j < classes; j++) {
          double[] teacher = new double[classes];
          double[] student = new double[classes];
          teacher[j] = sign;
          student[j] = -sign;
          own.add(teacher, student, 0);
        }
      }
      rows.add(own);
    }
    double[][] minima = bounds.minima(regions, rows);
    LogitBoxes logits = bounds.logits(regions);
    List<Proof> proofs = new ArrayList<>();
    for (int b = 0; b < labels.length; b++) {
      double over = Double.NEGATIVE_INFINITY;
      double under = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < classes; j++) {
        over = Math.max(over, Math.min(-minima[b][j], logits.mostGap(b, j)));
        under = Math.max(under, Math.min(-minima[b][classes + j], -logits.leastGap(b, j)));
      }
      proofs.add(Proof.of(over, under, OptionalDouble.empty()));
    }
    return proofs;
  }

  @Override
  public Attained exactly(LogitBoxes logits, int at, int label) {
    double over = Double.NEGATIVE_INFINITY;
    double under = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < classes; j++) {
      over = Math.max(over, logits.leastGap(at, j));
      under = Math.max(under, -logits.mostGap(at, j));
    }
    return Attained.of(over, under);
  }

  @Override
  public Attained seen(Outputs outputs, int label) {
    double over = Double.NEGATIVE_INFINITY;
    double under = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < classes; j++) {
      double gap = outputs.student()[j] - outputs.teacher()[j];
      over = Math.max(over, gap);
      under = Math.max(under, -gap);
    }
    return Attained.of(over, under);
  }

  @Override
  public int rows() {
    return 2 * classes;
  }

  @Override
  public List<Objective> objectives(int label) {
    return LogitGap.all(classes);
  }
}
