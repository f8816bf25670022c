package ai.faithful.verify.curve;

/** Finds where a curve has a given slope, for curves without a formula for it. */
final class SlopeSearch {
  private static final int STEPS = 80;

  private SlopeSearch() {}

  /** Regula falsi (Illinois), bisecting where it is slow. */
  static double where(Curve curve, double slope, double from, double to) {
    double a = Math.max(from, -curve.reach());
    double b = Math.min(to, curve.reach());
    if (!(a < b)) {
      return from > 0 ? from : to;
    }
    double fa = curve.slopeAt(a) - slope;
    double fb = curve.slopeAt(b) - slope;
    if (fa == 0 || fb == 0 || Math.signum(fa) == Math.signum(fb)) {
      return Math.abs(fa) <= Math.abs(fb) ? a : b;
    }
    int side = 0;
    for (int step = 0; step < STEPS; step++) {
      double narrow = 0x1p-34 * Math.max(curve.scale(), Math.max(Math.abs(a), Math.abs(b)));
      if (b - a <= narrow) {
        break;
      }
      double c = (fa * b - fb * a) / (fa - fb);
      if (step % 4 == 3 || !(c > a && c < b)) {
        c = a + 0.5 * (b - a);
      }
      double fc = curve.slopeAt(c) - slope;
      if (fc == 0) {
        return c;
      }
      if (Math.signum(fc) == Math.signum(fb)) {
        b = c;
        fb = fc;
        fa = side == 1 ? fa / 2 : fa;
        side = 1;
      } else {
        a = c;
        fa = fc;
        fb = side == -1 ? fb / 2 : fb;
        side = -1;
      }
    }
    return a + 0.5 * (b - a);
  }
}
