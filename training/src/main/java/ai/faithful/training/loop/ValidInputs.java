package ai.faithful.training.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.faithful.training.data.Dataset;
import ai.faithful.training.data.InputUnits;

/**
 * Which inputs attacks and boxes may hold, in the numbers that networks read. In float32, for
 * training and measuring.
 */
public final class ValidInputs {
  /** Pixels in [0, 1]. */
  public static final ValidInputs UNIT = new ValidInputs(new float[0], new float[0], new float[0]);

  private final float[] least;
  private final float[] most;
  private final float[] scale;

  /** Of each feature; none for pixels in [0, 1]. */
  private ValidInputs(float[] least, float[] most, float[] scale) {
    this.least = least;
    this.most = most;
    this.scale = scale;
  }

  /** Those that a data set's images are among. */
  public static ValidInputs of(Dataset data) {
    InputUnits units = data.units();
    if (units.equals(InputUnits.PLAIN)) {
      return UNIT;
    }
    int features = data.sampleShape().size();
    int perChannel = features / InputUnits.channels(data.sampleShape());
    float[] least = new float[features];
    float[] most = new float[features];
    float[] scale = new float[features];
    for (int i = 0; i < features; i++) {
      least[i] = (float) units.of(units.least(), i / perChannel);
      most[i] = (float) units.of(units.most(), i / perChannel);
      scale[i] = (float) (1 / units.deviation(i / perChannel));
    }
    return new ValidInputs(least, most, scale);
  }

  /**
   * The lower ends of boxes.
   *
   * @param images [N, features]
   * @param radius in pixels
   */
  public NDArray lower(NDArray images, double radius) {
    return this == UNIT
        ? images.sub(radius).maximum(0)
        : images.sub(scaled(radius, images)).maximum(row(least, images));
  }

  /** The upper ends of boxes, as {@link #lower}. */
  public NDArray upper(NDArray images, double radius) {
    return this == UNIT
        ? images.add(radius).minimum(1)
        : images.add(scaled(radius, images)).minimum(row(most, images));
  }

  /** A change of pixels, [N, features], as a change of what networks read. */
  public NDArray change(NDArray pixels) {
    return this == UNIT ? pixels : pixels.mul(row(scale, pixels));
  }

  private NDArray scaled(double radius, NDArray like) {
    return row(scale, like).mul(radius);
  }

  private static NDArray row(float[] values, NDArray like) {
    return like.getManager().create(values, new Shape(1, values.length));
  }
}
