package ai.faithful.training.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How the numbers of a file become a network's inputs: stored element times scale, less the
 * channel's mean, over its deviation, in double, then rounded to float32; channels first.
 *
 * @param labels where labels are, if not where they usually are
 * @param labelColumn of a table: first, last, or a name
 * @param scale what stored elements are multiplied with; none for 1/255 of bytes, 1/65535 of 16-bit
 *     images, and 1 of everything else
 * @param mean one for all channels, or one for each; empty for 0
 * @param deviation one for all channels, or one for each, positive; empty for 1
 * @param layout of stored samples
 */
public record Reading(
    Optional<Path> labels,
    String labelColumn,
    Optional<Double> scale,
    List<Double> mean,
    List<Double> deviation,
    Layout layout) {
  /** The order of the axes of a stored sample. */
  public enum Layout {
    /** Channel, row, column. */
    NCHW,
    /** Row, column, channel. */
    NHWC,
    /** As it is, whatever it is. */
    FLAT
  }

  /** As files usually are. */
  public static final Reading PLAIN =
      new Reading(Optional.empty(), "first", Optional.empty(), List.of(), List.of(), Layout.NCHW);

  /** The same of samples with labels elsewhere. */
  public Reading withLabels(Optional<Path> elsewhere) {
    return new Reading(elsewhere, labelColumn, scale, mean, deviation, layout);
  }

  public Reading {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (scale.isPresent() && !(Double.isFinite(scale.get()) && scale.get() != 0)) {
      throw new IllegalArgumentException("a scale of " + scale.get());
    }
    if (!mean.stream().allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("a mean of " + mean);
    }
    if (!deviation.stream().allMatch(d -> d > 0 && Double.isFinite(d))) {
      throw new IllegalArgumentException("a deviation of " + deviation + " is not positive");
    }
  }
}
