package ai.faithful.cli;

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
    if (witness != null) {
      WitnessFolder.check(witness);
    }
  }
}
