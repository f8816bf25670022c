package ai.faithful.verify.certificate;

import ai.faithful.verify.property.DifferenceRow;
import ai.faithful.verify.property.UpperBounds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is proved about one class over one region.
 *
 * @param margins of the two networks' logits, and of their difference
 * @param over bounds on max pS_c - pT_c
 * @param under bounds on max pT_c - pS_c
 */
record RegionCertificate(MarginTriple margins, UpperBounds over, UpperBounds under) {

  /**
   * Bounds a batch of regions (THEORY 4.4): margins by rows of unit differences, then the softmax
   * lines that these margins allow.
   *
   * @param references classes, {@code [regions][m]}
   * @param centres the regions' centres, where lines may touch
   * @param enough sides that are bounded by no more need no search
   * @return by region and reference class
   */
  static List<List<RegionCertificate>> of(
      PairBounds bounds,
      BoundedRegions regions,
      int[][] references,
      double[][] centres,
      double enough) {
    LogitBoxes clean = bounds.near(centres);
    List<List<MarginTriple>> margins = MarginTriple.of(bounds, regions, references);
    List<LogitRows> rows = new ArrayList<>();
    for (int b = 0; b < references.length; b++) {
      LogitRows own = new LogitRows(bounds.classes());
      for (MarginTriple d : margins.get(b)) {
        int c = d.teacher().label();
        double[] ofTeacher = clean.teacher(b, c).middle();
        double[] ofStudent = clean.student(b, c).middle();
        add(own, DifferenceRow.over(d.teacher(), d.student(), ofTeacher, ofStudent));
        add(own, DifferenceRow.under(d.teacher(), d.student(), ofTeacher, ofStudent));
      }
      rows.add(own);
    }
    boolean searches = regions.method().searches();
    // The fixed points are trials where the search of points and slopes starts from them.
    double[][] minima = searches ? bounds.trialMinima(regions, rows) : bounds.minima(regions, rows);
    List<List<RegionCertificate>> certificates = new ArrayList<>();
    for (int b = 0; b < references.length; b++) {
      List<RegionCertificate> own = new ArrayList<>();
      for (int m = 0; m < references[b].length; m++) {
        int first = 2 * DifferenceRow.VARIANTS * m;
        int middle = first + DifferenceRow.VARIANTS;
        own.add(
            of(
                margins.get(b).get(m),
                Arrays.copyOfRange(minima[b], first, middle),
                Arrays.copyOfRange(minima[b], middle, middle + DifferenceRow.VARIANTS)));
      }
      certificates.add(own);
    }
    return searches
        ? TangentSearch.tightened(bounds, regions, certificates, clean, enough)
        : certificates;
  }

  /**
   * What margins and rows prove.
   *
   * @param over minima of rows for pS_c - pT_c
   * @param under minima of rows for pT_c - pS_c
   */
  static RegionCertificate of(MarginTriple d, double[] over, double[] under) {
    return new RegionCertificate(
        d,
        UpperBounds.over(d.teacher(), d.student(), d.difference(), over),
        UpperBounds.under(d.teacher(), d.student(), d.difference(), under));
  }

  private static void add(LogitRows rows, List<DifferenceRow> lines) {
    lines.forEach(line -> rows.add(line.teacher(), line.student(), line.constant()));
  }
}
