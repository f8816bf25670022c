package ai.faithful.training.experiment;

import ai.faithful.training.DataChoice;
import ai.faithful.training.data.Dataset;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The images that students are measured on. */
public enum MeasuredOn {
  /** Those of the test set: what is reported. */
  TEST("test"),
  /** Those kept apart from training: what settings are chosen by. */
  HELD_OUT("held-out");

  private final String label;

  MeasuredOn(String label) {
    this.label = label;
  }

  /** As written in a description. */
  public String label() {
    return label;
  }

  /**
   * Reads a label.
   *
   * @throws IllegalArgumentException listing the known ones
   */
  public static MeasuredOn parse(String label) {
    return Arrays.stream(values())
        .filter(on -> on.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown images '"
                        + label
                        + "'; known are "
                        + Arrays.stream(values())
                            .map(MeasuredOn::label)
                            .collect(Collectors.joining(", "))));
  }

  Dataset of(DataChoice.Loaded data) {
    return this == TEST ? data.test() : data.heldOut().orElseThrow();
  }
}
