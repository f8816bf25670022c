package ai.faithful.verify.certificate;

/** Floats as doubles, exactly. */
final class Widened {
  private Widened() {}

  static double[] of(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }
}
