package ai.faithful.training.data;

import ai.faithful.ir.Shape;
import ai.faithful.training.data.DataException.Code;
import java.util.List;

/** Less the channel's mean, over its deviation; in double, then rounded to float32. */
final class Normalisation {
  private final InputUnits units;
  private final double[] mean;
  private final double[] deviation;
  private final int perChannel;

  private Normalisation(InputUnits units, double[] mean, double[] deviation, int perChannel) {
    this.units = units;
    this.mean = mean;
    this.deviation = deviation;
    this.perChannel = perChannel;
  }

  /**
   * @param sample channels first, if it has three axes; else all is one channel
   * @param mean one or one for each channel, empty for 0
   * @param deviation one or one for each channel, empty for 1
   * @throws DataException if they do not fit in number
   */
  static Normalisation of(String source, Shape sample, List<Double> mean, List<Double> deviation)
      throws DataException {
    int channels = InputUnits.channels(sample);
    return new Normalisation(
        InputUnits.PLAIN.normalised(mean, deviation),
        each(source, "--mean", mean, 0, channels),
        each(source, "--std", deviation, 1, channels),
        sample.size() / channels);
  }

  private static double[] each(
      String source, String option, List<Double> given, double usual, int channels)
      throws DataException {
    if (given.size() > 1 && given.size() != channels) {
      throw new DataException(
          Code.WRONG_CONTENT,
          source
              + (": " + option + " has " + given.size() + " numbers, the samples have " + channels)
              + " channels");
    }
    double[] values = new double[channels];
    for (int c = 0; c < channels; c++) {
      values[c] = given.isEmpty() ? usual : given.get(given.size() == 1 ? 0 : c);
    }
    return values;
  }

  /** What becomes of pixels in [0, 1]. */
  InputUnits units() {
    return units;
  }

  /** Of element e of a sample. */
  float apply(double value, int e) {
    int channel = e / perChannel;
    return (float) ((value - mean[channel]) / deviation[channel]);
  }

  /** Of every image of a set. */
  Dataset apply(Dataset data) {
    float[][] images = new float[data.size()][];
    for (int i = 0; i < images.length; i++) {
      float[] stored = data.images()[i];
      images[i] = new float[stored.length];
      for (int e = 0; e < stored.length; e++) {
        images[i][e] = apply(stored[e], e);
      }
    }
    return new Dataset(
        data.name(), images, data.labels(), data.sampleShape(), data.classes(), units);
  }
}
