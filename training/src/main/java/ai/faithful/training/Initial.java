package ai.faithful.training;

import ai.faithful.training.TrainingException.Code;
import ai.faithful.training.data.Dataset;
import ai.faithful.training.model.Architecture;
import ai.faithful.training.model.Architectures;
import ai.faithful.training.model.Trainable;

/** Where a run starts. */
public final class Initial {
  private Initial() {}

  /**
   * An untrained network for a data set.
   *
   * @throws TrainingException if the architecture does not fit the images
   */
  public static Trainable of(Architecture architecture, Dataset data, long seed)
      throws TrainingException {
    try {
      return Architectures.build(architecture, data.sampleShape(), data.classes(), seed);
    } catch (IllegalArgumentException e) {
      throw new TrainingException(
          Code.ARCHITECTURE,
          architecture.spec() + " does not fit " + data.name() + ": " + e.getMessage(),
          e);
    }
  }
}
