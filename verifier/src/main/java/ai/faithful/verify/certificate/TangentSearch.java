package ai.faithful.verify.certificate;

import ai.faithful.verify.bound.MovingRow;
import ai.faithful.verify.property.DifferenceRow;
import java.util.Arrays;
import java.util.List;

/** Searches slopes and tangent points on the bound of a confidence difference itself. */
final class TangentSearch {
  private static final int FORMS = DifferenceRow.Form.values().length;

  private TangentSearch() {}

  /**
   * The minima of the best rows found: for each reference class, rows of every form for pS_c -
   * pT_c, then those for pT_c - pS_c.
   *
   * @param margins by region and reference class
   * @param clean logits at the regions' centres, where lines touch first
   */
  static double[][] minima(
      PairBounds bounds,
      BoundedRegions regions,
      List<List<MarginTriple>> margins,
      LogitBoxes clean) {
    MovingRow[][] rows = new MovingRow[margins.size()][];
    for (int b = 0; b < rows.length; b++) {
      rows[b] = new MovingRow[2 * FORMS * margins.get(b).size()];
      int at = 0;
      for (MarginTriple d : margins.get(b)) {
        int c = d.teacher().label();
        double[] ofTeacher = clean.teacher(b, c).middle();
        double[] ofStudent = clean.student(b, c).middle();
        for (boolean over : new boolean[] {true, false}) {
          for (DifferenceRow.Form form : DifferenceRow.Form.values()) {
            rows[b][at++] =
                new TangentRow(form, over, d, ofTeacher, ofStudent, bounds.teacherOutput());
          }
        }
      }
    }
    return bounds.minima(regions, rows);
  }

  /** Minima of one reference class and side added to others of it. */
  static double[] with(double[] minima, double[] searched, int reference, boolean over) {
    if (searched.length == 0) {
      return minima;
    }
    int first = 2 * FORMS * reference + (over ? 0 : FORMS);
    double[] all = Arrays.copyOf(minima, minima.length + FORMS);
    System.arraycopy(searched, first, all, minima.length, FORMS);
    return all;
  }
}
