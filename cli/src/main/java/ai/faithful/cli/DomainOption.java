package ai.faithful.cli;

import ai.faithful.verify.SettingException;
import ai.faithful.verify.region.Domain;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every element of an input lies in. */
final class DomainOption {
  @Option(
      names = "--domain",
      paramLabel = "LO,HI",
      description = "What every element of an input lies in. Default: 0,1.")
  private @Nullable String domain;

  /**
   * The domain asked for.
   *
   * @throws CliException a usage error
   */
  Optional<Domain> given() {
    try {
      return Optional.ofNullable(domain).map(Domain::parse);
    } catch (SettingException e) {
      throw CliException.usage("--domain: " + e.getMessage());
    }
  }

  /** Pixels in [0, 1] unless another was asked for. */
  Domain orUnit() {
    return given().orElse(Domain.UNIT);
  }
}
