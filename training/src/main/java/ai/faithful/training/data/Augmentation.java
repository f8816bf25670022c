package ai.faithful.training.data;

import ai.faithful.ir.Shape;
import java.util.SplittableRandom;

/**
 * Random changes to training images that keep their labels: a shift of up to {@code pad} pixels in
 * each direction with black coming in (pad and crop), and a mirror image half of the time.
 *
 * @param pad at least 0; 0 shifts nothing
 * @param flip whether to mirror left and right
 */
public record Augmentation(int pad, boolean flip) {
  public static final Augmentation NONE = new Augmentation(0, false);

  public Augmentation {
    if (pad < 0) {
      throw new IllegalArgumentException("pad is " + pad + ", must be at least 0");
    }
  }

  /**
   * Writes a changed copy of an image.
   *
   * @param image flat, of {@code shape} [channels, height, width]
   * @param black of each channel
   * @param target written from {@code offset} on
   */
  public void apply(
      float[] image,
      Shape shape,
      float[] black,
      SplittableRandom random,
      float[] target,
      int offset) {
    if (equals(NONE)) {
      System.arraycopy(image, 0, target, offset, image.length);
      return;
    }
    int down = pad == 0 ? 0 : random.nextInt(2 * pad + 1) - pad;
    int right = pad == 0 ? 0 : random.nextInt(2 * pad + 1) - pad;
    boolean mirrored = flip && random.nextBoolean();
    int height = shape.dim(1);
    int width = shape.dim(2);
    for (int c = 0; c < shape.dim(0); c++) {
      for (int y = 0; y < height; y++) {
        int from = y + down;
        for (int x = 0; x < width; x++) {
          int column = (mirrored ? width - 1 - x : x) + right;
          boolean inside = from >= 0 && from < height && column >= 0 && column < width;
          target[offset + (c * height + y) * width + x] =
              inside ? image[(c * height + from) * width + column] : black[c];
        }
      }
    }
  }

  /** "none", "crop4", "flip" or "crop4+flip". */
  @Override
  public String toString() {
    if (equals(NONE)) {
      return "none";
    }
    String crop = pad > 0 ? "crop" + pad : "";
    return crop + (pad > 0 && flip ? "+" : "") + (flip ? "flip" : "");
  }

  /**
   * Reads what {@link #toString} writes.
   *
   * @throws IllegalArgumentException showing a right one
   */
  public static Augmentation parse(String text) {
    java.util.regex.Matcher matcher =
        java.util.regex.Pattern.compile("(?:crop(\\d{1,2}))?(\\+?flip)?").matcher(text);
    if (text.equals("none")) {
      return NONE;
    }
    if (text.isEmpty() || !matcher.matches() || text.startsWith("+")) {
      throw new IllegalArgumentException(
          "augmentation '" + text + "' is not understood; write none, crop4, flip or crop4+flip");
    }
    int pad = matcher.group(1) == null ? 0 : Integer.parseInt(matcher.group(1));
    return new Augmentation(pad, matcher.group(2) != null);
  }
}
