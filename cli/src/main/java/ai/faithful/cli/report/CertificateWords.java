package ai.faithful.cli.report;

import ai.faithful.verify.certificate.Bracket;
import ai.faithful.verify.certificate.ExampleResult;
import ai.faithful.verify.certificate.Semantics;
import ai.faithful.verify.certificate.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a certificate says, in sentences. */
final class CertificateWords {
  private CertificateWords() {}

  static List<String> of(CertificateReport report) {
    Summary summary = report.certificate().summary();
    List<String> lines = new ArrayList<>();
    lines.add(counts(report, summary));
    int answered = summary.count() - summary.excluded();
    if (answered == 0) {
      lines.add("The teacher is wrong about every example: there is nothing to certify.");
      return lines;
    }
    if (!report.settings().property().isBracketed()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "For %d of %d examples it is proved of every input %s: %s.",
              summary.certified(),
              answered,
              report.region("it"),
              report.settings().property().words()));
      return lines;
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "mean bracket [%s, %s], median [%s, %s]",
            Numbers.lower(summary.meanLower()),
            Numbers.upper(summary.meanUpper()),
            Numbers.lower(summary.medianLower()),
            Numbers.upper(summary.medianUpper())));
    double upper = largest(report, true);
    double lower = largest(report, false);
    lines.add(
        String.format(
            Locale.ROOT,
            "Proved%s: for every input %s, %s is at most %s; for some such input it is at least"
                + " %s.",
            report.settings().semantics() == Semantics.FLOAT32
                ? ", of what ONNX Runtime computes in float32 too"
                : "",
            report.region("one of these " + answered + " examples"),
            report.settings().property().words(),
            Numbers.upper(upper),
            Numbers.lower(lower)));
    return lines;
  }

  private static String counts(CertificateReport report, Summary summary) {
    StringBuilder line = new StringBuilder();
    line.append(summary.count()).append(" examples of ").append(report.data()).append(": ");
    List<String> parts = new ArrayList<>();
    add(parts, summary.certified(), "certified");
    add(parts, summary.refuted(), "refuted");
    add(parts, summary.unknown(), "unknown");
    add(parts, summary.bracketed(), "bracketed");
    add(parts, summary.excluded(), "excluded, as the teacher is wrong about them");
    line.append(String.join(", ", parts));
    report
        .settings()
        .delta()
        .ifPresent(delta -> line.append("; delta ").append(delta.toPlainString()));
    report.settings().around().epsilon().ifPresent(eps -> line.append("; eps ").append(eps));
    line.append(", ").append(report.settings().bound().word()).append(" bounds");
    line.append(String.format(Locale.ROOT, ", %.1f s", summary.seconds()));
    return line.toString();
  }

  private static void add(List<String> parts, int count, String what) {
    if (count > 0) {
      parts.add(count + " " + what);
    }
  }

  private static double largest(CertificateReport report, boolean upper) {
    double largest = 0;
    for (ExampleResult result : report.certificate().examples()) {
      if (result.bracket().isPresent()) {
        Bracket bracket = result.bracket().get();
        largest = Math.max(largest, upper ? bracket.upper() : bracket.lower());
      }
    }
    return largest;
  }
}
