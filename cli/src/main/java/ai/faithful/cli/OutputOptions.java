package ai.faithful.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Files that certificates are written to. */
final class OutputOptions {
  @Option(names = "--json", paramLabel = "FILE", description = "Write the results as JSON.")
  @Nullable Path json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write the results as a page with a picture.")
  @Nullable Path html;

  @Option(
      names = "--witness",
      paramLabel = "DIR",
      description = "Write each counterexample to this folder, as an ONNX tensor.")
  @Nullable Path witness;

  /**
   * Checks before long work that all can be written in the end.
   *
   * @throws CliException a usage error naming the option
   */
  void check() {
    if (json != null) {
      AtomicFile.check("--json", json);
    }
    if (html != null) {
      AtomicFile.check("--html", html);
    }
    if (json != null && html != null && same(json, html)) {
      throw CliException.usage("--json and --html both name " + html + "; name two files");
    }
    if (witness != null) {
      WitnessFolder.check(witness);
    }
  }

  /** Whether one result would take the place of the other: a device may be written to twice. */
  private static boolean same(Path some, Path other) {
    return some.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize())
        && (!Files.exists(some) || Files.isRegularFile(some));
  }
}
