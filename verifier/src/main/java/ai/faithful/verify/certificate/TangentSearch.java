package ai.faithful.verify.certificate;

import ai.faithful.verify.bound.MovingRow;
import ai.faithful.verify.property.DifferenceRow;
import ai.faithful.verify.property.UpperBounds;
import java.util.ArrayList;
import java.util.List;

/** Searches slopes and tangent points on the bound of a confidence difference itself. */
final class TangentSearch {
  private TangentSearch() {}

  /**
   * Certificates with the minima of the best rows found, of every form and on both sides.
   *
   * @param certificates by region and reference class
   * @param clean logits at the regions' centres, where lines touch first
   * @param enough a side that is bounded by no more is left as it is
   */
  static List<List<RegionCertificate>> tightened(
      PairBounds bounds,
      BoundedRegions regions,
      List<List<RegionCertificate>> certificates,
      LogitBoxes clean,
      double enough) {
    MovingRow[][] rows = new MovingRow[certificates.size()][];
    for (int b = 0; b < rows.length; b++) {
      List<MovingRow> own = new ArrayList<>();
      for (RegionCertificate certificate : certificates.get(b)) {
        MarginTriple d = certificate.margins();
        int c = d.teacher().label();
        double[] ofTeacher = clean.teacher(b, c).middle();
        double[] ofStudent = clean.student(b, c).middle();
        for (boolean over : new boolean[] {true, false}) {
          if (isOpen(certificate, over, enough)) {
            for (DifferenceRow.Form form : DifferenceRow.Form.values()) {
              own.add(new TangentRow(form, over, d, ofTeacher, ofStudent, bounds.teacherOutput()));
            }
          }
        }
      }
      rows[b] = own.toArray(MovingRow[]::new);
    }
    double[][] minima = bounds.minima(regions, rows);
    List<List<RegionCertificate>> tightened = new ArrayList<>();
    for (int b = 0; b < rows.length; b++) {
      List<RegionCertificate> own = new ArrayList<>();
      int at = 0;
      for (RegionCertificate known : certificates.get(b)) {
        UpperBounds[] sides = {known.over(), known.under()};
        for (int side = 0; side < 2; side++) {
          if (isOpen(known, side == 0, enough)) {
            for (int form = 0; form < DifferenceRow.Form.values().length; form++) {
              sides[side] = sides[side].withRow(minima[b][at++]);
            }
          }
        }
        own.add(new RegionCertificate(known.margins(), sides[0], sides[1]));
      }
      tightened.add(own);
    }
    return tightened;
  }

  private static boolean isOpen(RegionCertificate certificate, boolean over, double enough) {
    return (over ? certificate.over() : certificate.under()).least() > enough;
  }
}
