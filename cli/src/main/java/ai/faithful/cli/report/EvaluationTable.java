package ai.faithful.cli.report;

import ai.faithful.cli.report.Table.Align;
import ai.faithful.training.evaluate.Scores;
import ai.faithful.training.evaluate.View;
import ai.faithful.verify.certificate.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An evaluation for a terminal. */
public final class EvaluationTable {
  private EvaluationTable() {}

  /** The lines. */
  public static List<String> lines(EvaluationReport report) {
    Table table = new Table().column("images", Align.LEFT).column("network", Align.LEFT);
    for (String heading :
        List.of("accuracy", "NLL", "Brier", "ECE", "ECE mass", "agreement", "KL", "mean gap")) {
      table.column(heading, Align.RIGHT);
    }
    for (View view : report.evaluation().views()) {
      Scores s = view.student();
      Scores t = view.teacher();
      table.row(
          view.images(),
          "student",
          percent(s.accuracy()),
          number(s.nll()),
          number(s.brier()),
          number(s.ece()),
          number(s.eceMass()),
          percent(view.agreement()),
          number(view.divergence()),
          number(view.meanGap()));
      table.row(
          "",
          "teacher",
          percent(t.accuracy()),
          number(t.nll()),
          number(t.brier()),
          number(t.ece()),
          number(t.eceMass()),
          "",
          "",
          "");
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        format(
            "%,d images of %s; attacks within %s in each pixel, %d steps",
            report.evaluation().views().get(0).count(),
            report.data(),
            report.evaluation().epsilon(),
            report.evaluation().steps()));
    lines.addAll(table.lines());
    Summary certified = report.certified();
    if (certified != null) {
      lines.add(
          format(
              "certified on the first %d: largest difference of confidences %s to %s on average,"
                  + " %s to %s in the median; same class proved for %d of %d (%d excluded)",
              certified.count(),
              Numbers.lower(certified.meanLower()),
              Numbers.upper(certified.meanUpper()),
              Numbers.lower(certified.medianLower()),
              Numbers.upper(certified.medianUpper()),
              certified.agreementCertified(),
              certified.count() - certified.excluded(),
              certified.excluded()));
    }
    return lines;
  }

  private static String percent(double share) {
    return format("%.2f %%", 100 * share);
  }

  private static String number(double value) {
    return format("%.4f", value);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
