package ai.faithful.onnx.tensor;

/** The two 16-bit floating-point formats, widened to float without loss. */
final class HalfFloats {
  private HalfFloats() {}

  /** IEEE 754 binary16: 1 sign, 5 exponent and 10 fraction bits. */
  static float half(short bits) {
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    float magnitude =
        switch (exponent) {
          case 0 -> fraction * 0x1p-24f;
          case 0x1f -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Math.scalb(1 + fraction * 0x1p-10f, exponent - 15);
        };
    return bits < 0 ? -magnitude : magnitude;
  }

  /** bfloat16: the upper half of a float. */
  static float brain(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }
}
