package ai.faithful.verify.certificate;

/** An input that is asked about, with its label. */
public final class Example {
  private final int index;
  private final float[] image;
  private final int label;

  /**
   * @param index its place in its data set
   * @param image flat, in row-major order
   * @param label the reference class
   */
  public Example(int index, float[] image, int label) {
    this.index = index;
    this.image = image.clone();
    this.label = label;
  }

  /** Its place in its data set. */
  public int index() {
    return index;
  }

  /** A copy of its elements. */
  public float[] image() {
    return image.clone();
  }

  /** Its reference class. */
  public int label() {
    return label;
  }

  int size() {
    return image.length;
  }
}
