package ai.faithful.training.distill;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a student is trained (THEORY 8). */
public enum DistillMethod {
  /** Plain knowledge distillation: softened logits and labels, clean images. */
  KD,
  /** The teacher's confidences, and a certified bound on how far the student strays from them. */
  FAITHFUL;

  /** As on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a label.
   *
   * @throws IllegalArgumentException naming the known ones
   */
  public static DistillMethod parse(String label) {
    return Arrays.stream(values())
        .filter(method -> method.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown method '"
                        + label
                        + "'; known are "
                        + Arrays.stream(values())
                            .map(DistillMethod::label)
                            .collect(Collectors.joining(", "))));
  }
}
