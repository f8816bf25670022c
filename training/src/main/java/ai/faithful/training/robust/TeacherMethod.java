package ai.faithful.training.robust;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a teacher is trained. */
public enum TeacherMethod {
  /** Cross-entropy on clean images. */
  STANDARD,
  /** Cross-entropy on the images that PGD finds (Madry et al., 2018). */
  PGD_AT,
  /**
   * Cross-entropy of the worst logits that interval propagation allows, blended in from clean
   * cross-entropy (Gowal et al., 2018).
   */
  IBP,
  /** A fixed mix of the PGD and the interval loss (De Palma et al., 2024, "MTL-IBP"). */
  MIX;

  /** As on the command line: {@code pgd-at}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Reads a label.
   *
   * @throws IllegalArgumentException naming the known ones
   */
  public static TeacherMethod parse(String label) {
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
                            .map(TeacherMethod::label)
                            .collect(Collectors.joining(", "))));
  }
}
