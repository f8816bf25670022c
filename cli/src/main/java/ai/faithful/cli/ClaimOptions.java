package ai.faithful.cli;

import ai.faithful.verify.certificate.Progress;
import ai.faithful.verify.certificate.Semantics;
import ai.faithful.verify.certificate.SoundnessSampler.Report;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What a certificate speaks of, and how it is put to the test. */
final class ClaimOptions {
  @Option(
      names = "--semantics",
      paramLabel = "NAME",
      defaultValue = "real",
      description = {
        "real: the real-number meaning of the files; float32: also whatever ONNX Runtime computes"
            + " of them in float32. Default: ${DEFAULT-VALUE}."
      })
  Semantics semantics;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Of everything random. Default: ${DEFAULT-VALUE}.")
  long seed;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "0",
      description = {
        "Afterwards, try N inputs from the regions against the certified bounds; one that exceeds"
            + " a bound is an internal error. Default: ${DEFAULT-VALUE}."
      })
  long samples;

  /** Checks what can be checked before work begins. */
  void check() {
    if (samples < 0) {
      throw CliException.usage("--samples is " + samples + ", must be at least 0");
    }
  }

  /** A sampler of a certificate's regions. */
  interface Sampler {
    Report check(long samples, long seed, Progress progress);
  }

  /**
   * Samples the regions, if that was asked for, and says what came of it.
   *
   * @throws CliException if a bound is exceeded
   */
  void sample(Sampler sampler, CommandSpec spec) {
    if (samples == 0) {
      return;
    }
    ProgressLine progress =
        new ProgressLine(spec.commandLine().getErr(), ErrorStream.isTerminal(), "regions sampled");
    Report found = sampler.check(samples, seed, progress::update);
    progress.end();
    spec.commandLine()
        .getOut()
        .println(
            String.format(
                Locale.ROOT,
                "sampled %,d inputs of these regions: %,d exceed a certified bound; the closest"
                    + " stays %.3g below it",
                found.samples(),
                found.violations(),
                found.closest()));
    if (found.violations() > 0) {
      throw CliException.violation(found.violations() + " sampled inputs: " + found.worst());
    }
  }
}
