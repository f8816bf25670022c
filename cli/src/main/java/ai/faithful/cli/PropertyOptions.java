package ai.faithful.cli;

import ai.faithful.verify.SettingException;
import ai.faithful.verify.certificate.Property;
import ai.faithful.verify.region.Magnitude;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is asked about two networks. */
final class PropertyOptions {
  private static final String NAMES = "confidence, every-class, tv, kl, agreement, equivalence";

  @Option(
      names = "--property",
      paramLabel = "NAME",
      defaultValue = "confidence",
      description = {
        "confidence: how far apart can the confidences in one class be? every-class: in any class?"
            + " tv, kl: how far apart the distributions, as total variation or Kullback-Leibler"
            + " divergence? agreement: can the two disagree on the class? equivalence: how far"
            + " apart can the logits be? Default: ${DEFAULT-VALUE}."
      })
  private String name;

  @Option(
      names = "--class",
      paramLabel = "K",
      description = "The class of --property confidence. Default: the example's label.")
  private @Nullable Integer reference;

  @Option(
      names = "--variant",
      paramLabel = "NAME",
      description = {
        "Of --property agreement: top1 (any disagreement counts), teacher-correct (where the"
            + " teacher still gives the label), confident (where the teacher's confidence is --tau"
            + " or more). Default: top1."
      })
  private @Nullable String variant;

  @Option(
      names = "--tau",
      paramLabel = "T",
      description = "Of --variant confident: from 0.5 to below 1. Default: 0.5.")
  private @Nullable String tau;

  @Option(
      names = "--delta",
      paramLabel = "D",
      description = {
        "Decide whether the property's quantity is at most D everywhere: certified, refuted or"
            + " unknown. Without it, brackets only."
      })
  private @Nullable String delta;

  /**
   * The question.
   *
   * @throws CliException a usage error that says what to mend
   */
  Property property() {
    String word = name.toLowerCase(Locale.ROOT);
    if (reference != null && !word.equals("confidence")) {
      throw CliException.usage("--class goes with --property confidence");
    }
    if ((variant != null || tau != null) && !word.equals("agreement")) {
      throw CliException.usage("--variant and --tau go with --property agreement");
    }
    try {
      return switch (word) {
        case "confidence" ->
            new Property.Confidence(
                reference == null ? OptionalInt.empty() : OptionalInt.of(reference));
        case "every-class" -> new Property.EveryClass();
        case "tv" -> new Property.TotalVariation();
        case "kl" -> new Property.KullbackLeibler();
        case "agreement" -> agreement();
        case "equivalence" -> new Property.Equivalence();
        default ->
            throw CliException.usage("--property is '" + name + "', must be one of " + NAMES);
      };
    } catch (SettingException e) {
      throw CliException.usage(e);
    }
  }

  private Property agreement() {
    Property.Variant chosen = Property.Variant.TOP1;
    if (variant != null) {
      chosen =
          Arrays.stream(Property.Variant.values())
              .filter(known -> known.word().equalsIgnoreCase(variant))
              .findFirst()
              .orElseThrow(
                  () ->
                      CliException.usage(
                          "--variant is '" + variant + "', must be one of " + variants()));
    }
    boolean confident = chosen == Property.Variant.CONFIDENT;
    if (tau != null && !confident) {
      throw CliException.usage("--tau goes with --variant confident");
    }
    BigDecimal least =
        tau == null ? (confident ? new BigDecimal("0.5") : BigDecimal.ZERO) : decimal("--tau", tau);
    return new Property.Agreement(chosen, least);
  }

  private static String variants() {
    return Arrays.stream(Property.Variant.values())
        .map(Property.Variant::word)
        .collect(Collectors.joining(", "));
  }

  /** What the quantity is to be at most. */
  Optional<BigDecimal> delta() {
    return delta == null ? Optional.empty() : Optional.of(decimal("--delta", delta));
  }

  private static BigDecimal decimal(String option, String text) {
    try {
      return Magnitude.check(option + " '" + text + "'", new BigDecimal(text.strip()));
    } catch (SettingException e) {
      throw CliException.usage(e);
    } catch (NumberFormatException e) {
      throw CliException.usage(option + " '" + text + "' is not a number such as 0.1");
    }
  }
}
