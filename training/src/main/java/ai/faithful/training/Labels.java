package ai.faithful.training;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Constants as they are written on command lines and in experiments: small letters and dashes. */
public final class Labels {
  private Labels() {}

  /** As written. */
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Reads one.
   *
   * @param what it is, for the message
   * @throws IllegalArgumentException naming the known ones
   */
  public static <E extends Enum<E>> E parse(Class<E> type, String what, String label) {
    E[] known = type.getEnumConstants();
    return Arrays.stream(known)
        .filter(constant -> of(constant).equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown "
                        + what
                        + " '"
                        + label
                        + "'; known are "
                        + Arrays.stream(known).map(Labels::of).collect(Collectors.joining(", "))));
  }
}
