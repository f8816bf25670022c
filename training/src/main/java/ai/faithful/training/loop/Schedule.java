package ai.faithful.training.loop;

import ai.faithful.training.data.Augmentation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long and how fast to train, and on what form of the images.
 *
 * @param epochs passes over the data, at least 1
 * @param batch images per step, at least 1
 * @param learningRate of Adam
 * @param seed of the initial weights, the order of the images, their changes and random starts of
 *     attacks
 * @param ramp of the radius and of certified terms
 * @param augmentation of the training images
 * @param clip largest l2 norm of the gradient of all weights together; 0 for any
 * @param averaging which weights the run ends with
 * @param patience epochs without a better loss on the held-out images after which to stop, once the
 *     ramp is over; 0 for never. With it the best epoch's weights are the result.
 */
public record Schedule(
    int epochs,
    int batch,
    LearningRate learningRate,
    long seed,
    Ramp ramp,
    Augmentation augmentation,
    double clip,
    Averaging averaging,
    int patience) {
  public Schedule {
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs is " + epochs + ", must be at least 1");
    }
    if (batch < 1) {
      throw new IllegalArgumentException("batch is " + batch + ", must be at least 1");
    }
    if (!(clip >= 0) || Double.isInfinite(clip)) {
      throw new IllegalArgumentException("clip is " + clip + ", must be at least 0");
    }
    if (patience < 0) {
      throw new IllegalArgumentException("patience is " + patience + ", must be at least 0");
    }
  }

  /** The same with another seed. */
  public Schedule withSeed(long value) {
    return new Schedule(
        epochs, batch, learningRate, value, ramp, augmentation, clip, averaging, patience);
  }

  /** What a model card says of it; what is as usual is left out. */
  public Map<String, Object> details() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("batch", batch);
    details.put("learningRate", learningRate.start());
    if (learningRate.decay() != LearningRate.Decay.COSINE) {
      details.put("decay", learningRate.decay().label());
    }
    if (learningRate.warmUp() > 0) {
      details.put("warmUp", learningRate.warmUp());
    }
    details.put("ramp", List.of(ramp.from(), ramp.to()));
    if (!augmentation.equals(Augmentation.NONE)) {
      details.put("augmentation", augmentation.toString());
    }
    if (clip > 0) {
      details.put("clip", clip);
    }
    if (!averaging.equals(Averaging.NONE)) {
      details.put("averaging", averaging.toString());
    }
    if (patience > 0) {
      details.put("patience", patience);
    }
    return details;
  }

  /** A cosine learning rate, a ramp over half of the run, nothing else. */
  public static Schedule of(int epochs, int batch, double learningRate, long seed) {
    return new Schedule(
        epochs,
        batch,
        LearningRate.cosine(learningRate),
        seed,
        Ramp.HALF,
        Augmentation.NONE,
        0,
        Averaging.NONE,
        0);
  }
}
