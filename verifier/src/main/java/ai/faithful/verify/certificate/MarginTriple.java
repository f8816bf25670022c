package ai.faithful.verify.certificate;

import ai.faithful.verify.property.Margins;
import java.util.ArrayList;
import java.util.List;

/**
 * Bounds on zT_j - zT_c, on zS_j - zS_c and on the difference of the two, from rows over both logit
 * vectors (THEORY 3 and 4.1), never worse than what the boxes of the logits give.
 */
record MarginTriple(Margins teacher, Margins student, Margins difference) {
  /** Rows for each pair of classes: below and above each of the three. */
  private static final int ROWS = 6;

  /**
   * The margins of each region for each of its reference classes.
   *
   * @param references classes c, {@code [regions][m]}, as many for each region, all different
   * @return by region and reference
   */
  static List<List<MarginTriple>> of(
      PairBounds bounds, BoundedRegions regions, int[][] references) {
    int classes = bounds.classes();
    List<LogitRows> rows = new ArrayList<>();
    List<Integer[][]> places = new ArrayList<>();
    for (int[] own : references) {
      LogitRows collected = new LogitRows(classes);
      Integer[][] place = new Integer[classes][classes];
      for (int c : own) {
        for (int j = 0; j < classes; j++) {
          // z_j - z_c is -(z_c - z_j): one pair, one set of rows.
          if (j != c && place[c][j] == null) {
            place[c][j] = collected.count();
            place[j][c] = -1 - collected.count();
            for (int sign = 1; sign >= -1; sign -= 2) {
              collected.addDifference(j, c, sign, 0);
              collected.addDifference(j, c, 0, sign);
              collected.addDifference(j, c, -sign, sign);
            }
          }
        }
      }
      rows.add(collected);
      places.add(place);
    }
    double[][] minima = bounds.minima(regions, rows);
    LogitBoxes logits = bounds.logits(regions);
    List<List<MarginTriple>> margins = new ArrayList<>();
    for (int b = 0; b < references.length; b++) {
      List<MarginTriple> own = new ArrayList<>();
      for (int c : references[b]) {
        Integer[] place = places.get(b)[c];
        Margins dT = margins(minima[b], 0, place, logits.teacher(b, c));
        Margins dS = margins(minima[b], 1, place, logits.student(b, c));
        Margins difference = margins(minima[b], 2, place, Margins.difference(dS, dT));
        own.add(new MarginTriple(dT, dS, difference));
      }
      margins.add(own);
    }
    return margins;
  }

  private static Margins margins(double[] minima, int which, Integer[] place, Margins known) {
    double[] lower = new double[known.classes()];
    double[] upper = new double[known.classes()];
    for (int j = 0; j < lower.length; j++) {
      if (j != known.label()) {
        boolean turned = place[j] < 0;
        int first = turned ? -1 - place[j] : place[j];
        double least = minima[first + which];
        double most = -minima[first + ROWS / 2 + which];
        lower[j] = Math.max(known.lower(j), turned ? -most : least);
        upper[j] = Math.min(known.upper(j), turned ? -least : most);
      }
    }
    return new Margins(known.label(), lower, upper);
  }
}
