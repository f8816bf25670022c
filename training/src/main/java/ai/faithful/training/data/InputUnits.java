package ai.faithful.training.data;

import ai.faithful.ir.Shape;
import ai.faithful.training.data.DataException.Code;
import java.util.List;

/**
 * What the numbers of a data set are: (x - mean) / deviation of pixels x that lie in an interval.
 * Radii are about pixels.
 *
 * @param least end of the interval
 * @param most likewise
 * @param mean one for all channels, or one for each; empty for 0
 * @param deviation one for all channels, or one for each; empty for 1
 */
public record InputUnits(double least, double most, List<Double> mean, List<Double> deviation) {
  /** Pixels themselves, in [0, 1]. */
  public static final InputUnits PLAIN = new InputUnits(0, 1, List.of(), List.of());

  public InputUnits {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (!(least < most) || Double.isInfinite(least) || Double.isInfinite(most)) {
      throw new IllegalArgumentException("a domain from " + least + " to " + most);
    }
  }

  /** The same units, of pixels in another interval. */
  public InputUnits within(double lower, double upper) {
    return new InputUnits(lower, upper, mean, deviation);
  }

  /** The same pixels less a mean, over a deviation. */
  InputUnits normalised(List<Double> means, List<Double> deviations) {
    return new InputUnits(least, most, means, deviations);
  }

  /** The channels of a sample: the first of three axes, else all is one channel. */
  public static int channels(Shape sample) {
    return sample.rank() == 3 ? sample.dim(0) : 1;
  }

  /** A pixel of a channel in these units. */
  public double of(double pixel, int channel) {
    return (pixel - at(mean, channel, 0)) / deviation(channel);
  }

  /** What a radius in pixels is divided by. */
  public double deviation(int channel) {
    return at(deviation, channel, 1);
  }

  private static double at(List<Double> values, int channel, double usual) {
    return values.isEmpty() ? usual : values.get(values.size() == 1 ? 0 : channel);
  }

  /**
   * Checks that every element of a set is a pixel of the interval.
   *
   * @throws DataException naming one that is not
   */
  void check(Dataset data) throws DataException {
    int channels = channels(data.sampleShape());
    int perChannel = data.sampleShape().size() / channels;
    for (int c = 0; c < channels; c++) {
      // Normalising may have put an end of the interval a rounding further out.
      float low = (float) of(least, c);
      float high = (float) of(most, c);
      for (int i = 0; i < data.size(); i++) {
        for (int e = c * perChannel; e < (c + 1) * perChannel; e++) {
          float element = data.images()[i][e];
          if (!(element >= Math.nextDown(low) && element <= Math.nextUp(high))) {
            throw new DataException(
                Code.WRONG_CONTENT,
                data.name()
                    + (": element " + e + " of sample " + i + " is " + element)
                    + (", outside of " + low + " to " + high)
                    + "; bring elements there by --scale, or name what they lie in by --domain");
          }
        }
      }
    }
  }
}
