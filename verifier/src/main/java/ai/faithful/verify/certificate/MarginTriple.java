package ai.faithful.verify.certificate;

import ai.faithful.verify.property.Margins;
import java.util.ArrayList;
import java.util.List;

/**
 * Bounds on zT_j - zT_c, on zS_j - zS_c and on the difference of the two, from rows over both logit
 * vectors (THEORY 3 and 4.1), never worse than what the boxes of the logits give.
 */
record MarginTriple(Margins teacher, Margins student, Margins difference) {
  /** Rows for each class: below and above each of the three. */
  private static final int ROWS = 6;

  static List<MarginTriple> of(PairBounds bounds, BoundedRegions regions, int[] labels) {
    int classes = bounds.classes();
    int count = ROWS * (classes - 1);
    double[][][] teacher = new double[labels.length][count][classes];
    double[][][] student = new double[labels.length][count][classes];
    for (int b = 0; b < labels.length; b++) {
      int at = 0;
      for (int j = 0; j < classes; j++) {
        if (j != labels[b]) {
          for (int sign = 1; sign >= -1; sign -= 2) {
            unit(teacher[b][at++], j, labels[b], sign);
            unit(student[b][at++], j, labels[b], sign);
            unit(student[b][at], j, labels[b], sign);
            unit(teacher[b][at++], j, labels[b], -sign);
          }
        }
      }
    }
    double[][] minima = bounds.minima(regions, teacher, student, new double[labels.length][count]);
    LogitBoxes logits = bounds.logits(regions);
    List<MarginTriple> margins = new ArrayList<>();
    for (int b = 0; b < labels.length; b++) {
      Margins dT = margins(minima[b], 0, labels[b], logits.teacher(b, labels[b]));
      Margins dS = margins(minima[b], 1, labels[b], logits.student(b, labels[b]));
      margins.add(
          new MarginTriple(dT, dS, margins(minima[b], 2, labels[b], Margins.difference(dS, dT))));
    }
    return margins;
  }

  private static void unit(double[] row, int j, int c, int sign) {
    row[j] += sign;
    row[c] -= sign;
  }

  private static Margins margins(double[] minima, int which, int label, Margins known) {
    double[] lower = new double[known.classes()];
    double[] upper = new double[known.classes()];
    int at = 0;
    for (int j = 0; j < lower.length; j++) {
      if (j != label) {
        lower[j] = Math.max(known.lower(j), minima[at + which]);
        upper[j] = Math.min(known.upper(j), -minima[at + ROWS / 2 + which]);
        at += ROWS;
      }
    }
    return new Margins(label, lower, upper);
  }
}
