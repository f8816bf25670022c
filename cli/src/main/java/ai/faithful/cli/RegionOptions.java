package ai.faithful.cli;

import ai.faithful.verify.SettingException;
import ai.faithful.verify.region.BoxRegion;
import ai.faithful.verify.region.Domain;
import ai.faithful.verify.region.Epsilon;
import ai.faithful.verify.region.FeatureBox;
import ai.faithful.verify.region.FixedBox;
import ai.faithful.verify.region.InputMap;
import ai.faithful.verify.region.Neighbourhood;
import ai.faithful.verify.region.Norm;
import ai.faithful.verify.region.NormBall;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which inputs around each example are asked about. */
final class RegionOptions {
  private static final String EPS = "0.02";

  @Option(
      names = "--norm",
      paramLabel = "P",
      description = {
        "Distance from the example: inf (largest change of an element), 2 (Euclidean) or 1 (sum of"
            + " changes). Default: inf."
      })
  private @Nullable String norm;

  @Option(
      names = "--eps",
      paramLabel = "E",
      description =
          "How far an input may be from the example, such as 0.02 or 8/255. Default: " + EPS + ".")
  private @Nullable String epsilon;

  @Option(
      names = "--eps-file",
      paramLabel = "FILE",
      description = "A radius for each element instead: as many numbers as the input has elements.")
  private @Nullable Path epsilonFile;

  @Mixin private DomainOption domain;

  @Option(
      names = "--box",
      paramLabel = "FILE",
      description = {
        "One box of inputs instead of examples: a line LO,HI for each element. The reference class"
            + " is the one that the teacher, or the one model, gives in its middle."
      })
  private @Nullable Path box;

  @Option(
      names = "--map",
      paramLabel = "MAP",
      description = {
        "What a map makes of each example instead: brightness:LO,HI (added), contrast:LO,HI"
            + " (multiplied), or a file with a line LO,HI,M1,M2,... for each direction M. May be"
            + " repeated."
      })
  private List<String> maps = new ArrayList<>();

  /**
   * The regions asked for.
   *
   * @throws CliException a usage error that says what to mend
   */
  Neighbourhood neighbourhood() {
    try {
      return checked();
    } catch (SettingException e) {
      throw CliException.usage(e);
    }
  }

  private Neighbourhood checked() {
    if (box != null) {
      refuse("--box", norm, "--norm");
      refuse("--box", epsilon, "--eps");
      refuse("--box", epsilonFile, "--eps-file");
      refuse("--box", maps.isEmpty() ? null : maps, "--map");
      return new FixedBox(box(box));
    }
    if (!maps.isEmpty()) {
      refuse("--map", norm, "--norm");
      refuse("--map", epsilon, "--eps");
      refuse("--map", epsilonFile, "--eps-file");
      if (domain.given().isPresent()) {
        throw CliException.usage("--map makes inputs that no domain cuts; leave out --domain");
      }
      return new InputMap(maps.stream().flatMap(map -> parts(map).stream()).toList());
    }
    Domain valid = domain.orUnit();
    if (epsilonFile != null) {
      refuse("--eps-file", epsilon, "--eps");
      if (measure() != Norm.INF) {
        throw CliException.usage("--eps-file goes with --norm inf");
      }
      List<Epsilon> radii =
          NumberFile.rows("--eps-file", epsilonFile).stream()
              .flatMap(row -> row.numbers().stream())
              .map(Epsilon::parse)
              .toList();
      return new FeatureBox(radii, valid);
    }
    return new NormBall(measure(), Epsilon.parse(epsilon == null ? EPS : epsilon), valid);
  }

  private Norm measure() {
    if (norm == null) {
      return Norm.INF;
    }
    for (Norm known : Norm.values()) {
      if (known.word().equalsIgnoreCase(norm)) {
        return known;
      }
    }
    throw CliException.usage("--norm is '" + norm + "', must be inf, 2 or 1");
  }

  private static void refuse(String option, @Nullable Object other, String name) {
    if (other != null) {
      throw CliException.usage(option + " and " + name + " exclude each other");
    }
  }

  private BoxRegion box(Path file) {
    List<BigDecimal> least = new ArrayList<>();
    List<BigDecimal> most = new ArrayList<>();
    Optional<Domain> cut = domain.given();
    for (NumberFile.Row row : NumberFile.rows("--box", file)) {
      if (row.numbers().size() != 2) {
        throw CliException.usage(row.place() + " has to be LO,HI");
      }
      BigDecimal low = row.decimal(0);
      BigDecimal high = row.decimal(1);
      if (cut.isPresent()) {
        low = low.max(cut.get().lower());
        high = high.min(cut.get().upper());
      }
      if (low.compareTo(high) > 0) {
        throw CliException.usage(row.place() + ": from " + low + " to " + high + " is empty");
      }
      least.add(low);
      most.add(high);
    }
    return BoxRegion.between(least, most);
  }

  private static List<InputMap.Part> parts(String map) {
    int colon = map.indexOf(':');
    String kind = colon < 0 ? "" : map.substring(0, colon);
    if (kind.equals("brightness") || kind.equals("contrast")) {
      return List.of(named(map, kind, map.substring(colon + 1)));
    }
    if (!Files.exists(Path.of(map))) {
      throw CliException.missing(
          "--map '" + map + "' is neither brightness:LO,HI nor contrast:LO,HI nor a file");
    }
    List<InputMap.Part> parts = new ArrayList<>();
    for (NumberFile.Row row : NumberFile.rows("--map", Path.of(map))) {
      if (row.numbers().size() < 3) {
        throw CliException.usage(row.place() + " has to be LO,HI and the direction's elements");
      }
      List<Double> direction = new ArrayList<>();
      for (int i = 2; i < row.numbers().size(); i++) {
        direction.add(row.decimal(i).doubleValue());
      }
      parts.add(new InputMap.Direction(row.decimal(0), row.decimal(1), direction));
    }
    return parts;
  }

  private static InputMap.Part named(String map, String kind, String ends) {
    boolean added = kind.equals("brightness");
    try {
      Domain range = Domain.parse(ends);
      return added
          ? new InputMap.Brightness(range.lower(), range.upper())
          : InputMap.Contrast.ofFactors(range.lower(), range.upper());
    } catch (SettingException e) {
      throw CliException.usage(
          "--map '"
              + map
              + "' is not "
              + kind
              + ":LO,HI with LO <= "
              + (added
                  ? "0 <= HI, such as brightness:-0.1,0.1"
                  : "1 <= HI, such as contrast:0.9,1.1")
              + ": "
              + e.getMessage());
    }
  }
}
