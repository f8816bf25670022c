package ai.faithful.cli.report;

import ai.faithful.cli.report.Table.Align;
import ai.faithful.verify.certificate.RobustCertificate;
import ai.faithful.verify.certificate.RobustResult;
import ai.faithful.verify.certificate.Semantics;
import ai.faithful.verify.certificate.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The robustness of a network as a table for a person, with what it says in words. */
public final class RobustTable {
  private RobustTable() {}

  /** The lines. */
  public static List<String> lines(RobustReport report) {
    List<String> lines = new ArrayList<>();
    lines.add("model  " + report.model().path());
    lines.add("");
    Table table =
        new Table()
            .column("index", Align.RIGHT)
            .column("label", Align.RIGHT)
            .column("status", Align.LEFT)
            .column("lead of the label at least", Align.RIGHT)
            .column("seen as low as", Align.RIGHT);
    for (RobustResult result : report.certificate().examples()) {
      table.row(
          String.valueOf(result.example().index()),
          String.valueOf(result.example().label()),
          result.status().word(),
          number(result.margin(), false),
          number(result.attained(), true));
    }
    lines.addAll(table.lines());
    lines.add("");
    lines.addAll(words(report));
    return lines;
  }

  static String number(OptionalDouble value, boolean up) {
    if (value.isEmpty()) {
      return "";
    }
    return up ? Numbers.atMost(value.getAsDouble()) : Numbers.atLeast(value.getAsDouble());
  }

  /** What it says, in sentences. */
  static List<String> words(RobustReport report) {
    RobustCertificate certificate = report.certificate();
    List<String> parts = new ArrayList<>();
    add(parts, certificate.count(Status.CERTIFIED), "certified");
    add(parts, certificate.count(Status.REFUTED), "refuted");
    add(parts, certificate.count(Status.UNKNOWN), "unknown");
    add(parts, certificate.count(Status.EXCLUDED), "excluded, as the model is wrong about them");
    String around = report.settings().around().words("it");
    return List.of(
        certificate.examples().size()
            + " examples of "
            + report.data()
            + ": "
            + String.join(", ", parts)
            + String.format(
                Locale.ROOT,
                "; %s bounds, %.1f s",
                report.settings().engine().method().word(),
                certificate.seconds()),
        String.format(
            Locale.ROOT,
            "clean accuracy %.2f %%, certified accuracy %.2f %%",
            100 * certificate.cleanAccuracy(),
            100 * certificate.certifiedAccuracy()),
        String.format(
            Locale.ROOT,
            "For %d of %d examples it is proved of every input %s: the model gives the label%s.",
            certificate.count(Status.CERTIFIED),
            certificate.examples().size(),
            around,
            report.settings().semantics() == Semantics.FLOAT32
                ? ", in float32 by ONNX Runtime too"
                : ""));
  }

  private static void add(List<String> parts, int count, String what) {
    if (count > 0) {
      parts.add(count + " " + what);
    }
  }
}
