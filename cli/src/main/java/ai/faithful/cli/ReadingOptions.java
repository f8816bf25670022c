package ai.faithful.cli;

import ai.faithful.training.data.Reading;
import ai.faithful.training.data.Reading.Layout;
import ai.faithful.verify.SettingException;
import ai.faithful.verify.region.Epsilon;
import ai.faithful.verify.region.Neighbourhood;
import ai.faithful.verify.region.NormBall;
import ai.faithful.verify.region.Normalised;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the numbers of a data file become a network's inputs. */
final class ReadingOptions {
  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "With --data FILE.npy: the labels, if they are not beside it.")
  private @Nullable Path labels;

  @Option(
      names = "--label-column",
      paramLabel = "COLUMN",
      defaultValue = "first",
      description = "Of a table: first, last, or a name. Default: ${DEFAULT-VALUE}.")
  private String labelColumn;

  @Option(
      names = "--scale",
      paramLabel = "S",
      description = {
        "Stored elements are multiplied by S. Default: 1/255 for bytes and 8-bit images, 1/65535"
            + " for 16-bit images, else 1."
      })
  private @Nullable String scale;

  @Option(
      names = "--mean",
      paramLabel = "M",
      split = ",",
      description = {
        "The models read (x - M) / S of a pixel x: one number, or one for each channel. --eps and"
            + " --domain are about x."
      })
  private @Nullable List<BigDecimal> mean;

  @Option(names = "--std", paramLabel = "S", split = ",", description = "See --mean. Default: 1.")
  private @Nullable List<BigDecimal> deviation;

  @Option(
      names = "--layout",
      paramLabel = "NAME",
      defaultValue = "nchw",
      description = {
        "Axes of stored samples: nchw, nhwc (turned into nchw), flat (left alone). Default:"
            + " ${DEFAULT-VALUE}."
      })
  private Layout layout;

  /** What the options say. */
  Reading reading() {
    try {
      return new Reading(
          Optional.ofNullable(labels),
          labelColumn,
          Optional.ofNullable(scale).map(s -> factor(s)),
          doubles(mean),
          doubles(deviation),
          layout);
    } catch (IllegalArgumentException e) {
      throw CliException.usage(String.valueOf(e.getMessage()));
    }
  }

  private static double factor(String text) {
    try {
      Epsilon factor = Epsilon.parse(text);
      if (factor.below().signum() > 0) {
        return factor.below().doubleValue();
      }
    } catch (SettingException e) {
      // Said below.
    }
    throw CliException.usage("--scale '" + text + "' is not a positive number such as 1/255");
  }

  private static List<Double> doubles(@Nullable List<BigDecimal> values) {
    return values == null ? List.of() : values.stream().map(BigDecimal::doubleValue).toList();
  }

  /** What is asked about around normalised examples, if they are. */
  Neighbourhood around(Neighbourhood raw) {
    if (mean == null && deviation == null) {
      return raw;
    }
    if (!(raw instanceof NormBall ball)) {
      throw CliException.usage("--mean and --std go with --eps, not with --box, --map, --eps-file");
    }
    try {
      return new Normalised(
          ball,
          mean == null ? List.of(BigDecimal.ZERO) : mean,
          deviation == null ? List.of(BigDecimal.ONE) : deviation);
    } catch (SettingException e) {
      throw CliException.usage(e);
    }
  }
}
