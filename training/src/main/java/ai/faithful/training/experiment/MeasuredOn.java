package ai.faithful.training.experiment;

import ai.faithful.training.DataChoice;
import ai.faithful.training.Labels;
import ai.faithful.training.data.Dataset;

/** The images that students are measured on. */
public enum MeasuredOn {
  /** Those of the test set: what is reported. */
  TEST,
  /** Those kept apart from training: what settings are chosen by. */
  HELD_OUT;

  /** As written in a description. */
  public String label() {
    return Labels.of(this);
  }

  /**
   * Reads a label.
   *
   * @throws IllegalArgumentException listing the known ones
   */
  public static MeasuredOn parse(String label) {
    return Labels.parse(MeasuredOn.class, "images", label);
  }

  Dataset of(DataChoice.Loaded data) {
    return this == TEST ? data.test() : data.heldOut().orElseThrow();
  }
}
