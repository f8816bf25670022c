package ai.faithful.verify.certificate;

import ai.faithful.verify.property.DifferenceRow;
import ai.faithful.verify.property.Margins;
import ai.faithful.verify.property.UpperBounds;
import ai.faithful.verify.region.Region;
import ai.faithful.verify.rule.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is proved about one region.
 *
 * @param teacher margins of the teacher's logits
 * @param student margins of the student's
 * @param over bounds on max pS_c - pT_c
 * @param under bounds on max pT_c - pS_c
 */
record RegionCertificate(Margins teacher, Margins student, UpperBounds over, UpperBounds under) {

  /** By how much the label leads in both networks at least. */
  double lead() {
    return Math.min(teacher.lead(), student.lead());
  }

  /**
   * Bounds a batch of regions (THEORY 4.4): margins by rows of unit differences, then the softmax
   * lines that these margins allow.
   *
   * @param centres the regions' centres, where lines may touch
   */
  @SuppressWarnings("try") // the scope frees what is made inside it
  static List<RegionCertificate> of(
      PairBounds bounds, List<Region> regions, int[] labels, double[][] centres) {
    LogitBoxes clean = bounds.near(centres);
    try (Scope scope = new Scope()) {
      BoundedRegions bounded = bounds.intermediate(regions);
      List<MarginTriple> margins = MarginTriple.of(bounds, bounded, labels);
      double[][][] teacher = new double[labels.length][2 * DifferenceRow.VARIANTS][];
      double[][][] student = new double[labels.length][2 * DifferenceRow.VARIANTS][];
      double[][] constant = new double[labels.length][2 * DifferenceRow.VARIANTS];
      for (int b = 0; b < labels.length; b++) {
        Margins dT = margins.get(b).teacher();
        Margins dS = margins.get(b).student();
        double[] cleanT = clean.teacher(b, labels[b]).middle();
        double[] cleanS = clean.student(b, labels[b]).middle();
        List<DifferenceRow> rows = new ArrayList<>(DifferenceRow.over(dT, dS, cleanT, cleanS));
        rows.addAll(DifferenceRow.under(dT, dS, cleanT, cleanS));
        for (int r = 0; r < rows.size(); r++) {
          teacher[b][r] = rows.get(r).teacher();
          student[b][r] = rows.get(r).student();
          constant[b][r] = rows.get(r).constant();
        }
      }
      double[][] minima = bounds.minima(bounded, teacher, student, constant);
      List<RegionCertificate> certificates = new ArrayList<>();
      for (int b = 0; b < labels.length; b++) {
        MarginTriple d = margins.get(b);
        double[] over = Arrays.copyOfRange(minima[b], 0, DifferenceRow.VARIANTS);
        double[] under = Arrays.copyOfRange(minima[b], DifferenceRow.VARIANTS, minima[b].length);
        certificates.add(
            new RegionCertificate(
                d.teacher(),
                d.student(),
                UpperBounds.over(d.teacher(), d.student(), d.difference(), over),
                UpperBounds.under(d.teacher(), d.student(), d.difference(), under)));
      }
      return certificates;
    }
  }
}
