package ai.faithful.training.data;

import ai.faithful.ir.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;

/**
 * The embedded 8x8 digits (credit and format in the README beside the resource). The first 1437
 * images train, the last 360 test.
 */
final class Digits {
  static final String NAME = "digits";

  private static final int COUNT = 1797;
  private static final int TRAIN = 1437;
  private static final int PIXELS = 64;

  private Digits() {}

  static Dataset load(Split split) {
    byte[] records = records();
    if (records.length != COUNT * (PIXELS + 1)) {
      throw new IllegalStateException("embedded digits have " + records.length + " bytes");
    }
    float[][] images = new float[COUNT][PIXELS];
    int[] labels = new int[COUNT];
    for (int i = 0; i < COUNT; i++) {
      int start = i * (PIXELS + 1);
      for (int p = 0; p < PIXELS; p++) {
        images[i][p] = records[start + p] / 16f; // exact: a power of two
      }
      labels[i] = records[start + PIXELS];
    }
    Dataset all = new Dataset(NAME, images, labels, Shape.of(1, 8, 8), 10);
    return split == Split.TRAIN ? all.range(0, TRAIN) : all.range(TRAIN, COUNT);
  }

  private static byte[] records() {
    try (InputStream raw = Digits.class.getResourceAsStream("digits.bin.gz")) {
      if (raw == null) {
        throw new IllegalStateException("the embedded digits are missing from this build");
      }
      try (InputStream in = new GZIPInputStream(raw)) {
        return in.readAllBytes();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("embedded digits", e);
    }
  }
}
