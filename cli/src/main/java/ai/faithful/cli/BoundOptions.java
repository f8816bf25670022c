package ai.faithful.cli;

import ai.faithful.verify.SettingException;
import ai.faithful.verify.bound.BoundSettings;
import ai.faithful.verify.bound.Method;
import ai.faithful.verify.rule.Precision;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How bounds are computed: the same for every command that proves something. */
final class BoundOptions {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,6})([KMGT]?)");

  @Option(
      names = "--method",
      paramLabel = "NAME",
      defaultValue = "crown",
      description = {
        "ibp, crown-ibp, crown or alpha-crown, each as a rule tighter and slower than the ones"
            + " before; or forward, tighter than ibp. Default: ${DEFAULT-VALUE}."
      })
  private String method;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      defaultValue = "20",
      description = "Steps of alpha-crown's search for slopes. Default: ${DEFAULT-VALUE}.")
  private int iterations;

  @Option(
      names = "--precision",
      paramLabel = "FORMAT",
      defaultValue = "float64",
      description = {
        "float64, or float32 for speed at the cost of tightness; proofs account for rounding in"
            + " both. Default: ${DEFAULT-VALUE}."
      })
  private String precision;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      defaultValue = "cpu",
      description = "cpu, or gpu:0 and so on. Default: ${DEFAULT-VALUE}.")
  private String device;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      defaultValue = "2G",
      description = "About what bounds may take at a time, as in 512M. Default: ${DEFAULT-VALUE}.")
  private String memory;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "That bound regions at the same time. Default: the number of processors.")
  private @Nullable Integer threads;

  /**
   * The settings.
   *
   * @throws CliException a usage error that says what to mend
   */
  BoundSettings settings() {
    try {
      return new BoundSettings(
          one("--method", method, Method.values(), Method::word),
          iterations,
          one("--precision", precision, Precision.values(), BoundOptions::word),
          device.toLowerCase(Locale.ROOT),
          bytes(),
          threads == null ? Runtime.getRuntime().availableProcessors() : threads);
    } catch (SettingException e) {
      throw CliException.usage(e);
    }
  }

  private static String word(Precision format) {
    return format.name().toLowerCase(Locale.ROOT);
  }

  private interface Word<T> {
    String of(T value);
  }

  private static <T> T one(String option, String text, T[] values, Word<T> word) {
    return Arrays.stream(values)
        .filter(value -> word.of(value).equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () ->
                CliException.usage(
                    option
                        + " is '"
                        + text
                        + "', must be one of "
                        + Arrays.stream(values).map(word::of).collect(Collectors.joining(", "))));
  }

  private long bytes() {
    Matcher matcher = SIZE.matcher(memory.strip().toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw CliException.usage("--memory is '" + memory + "', not a size such as 512M or 8G");
    }
    int power = " KMGT".indexOf(matcher.group(2).isEmpty() ? " " : matcher.group(2));
    return Long.parseLong(matcher.group(1)) << (10 * power);
  }
}
