package ai.faithful.cli.report;

import ai.faithful.cli.report.Table.Align;
import ai.faithful.verify.certificate.Bracket;
import ai.faithful.verify.certificate.ExampleResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A certificate as a table for a person, with what it says in words. */
public final class CertificateTable {
  private static final int PICTURE = 30;

  private CertificateTable() {}

  /** The lines. */
  public static List<String> lines(CertificateReport report) {
    List<String> lines = new ArrayList<>();
    lines.add("teacher  " + report.pair().teacher().path());
    lines.add("student  " + report.pair().student().path());
    lines.add("");
    boolean agreement = !report.settings().property().isBracketed();
    lines.addAll((agreement ? margins(report) : brackets(report)).lines());
    lines.add("");
    lines.addAll(CertificateWords.of(report));
    return lines;
  }

  private static Table brackets(CertificateReport report) {
    double largest =
        report.certificate().examples().stream()
            .flatMap(result -> result.bracket().stream())
            .mapToDouble(Bracket::upper)
            .max()
            .orElse(0);
    BracketPicture picture = new BracketPicture(BracketSvg.shown(largest), PICTURE);
    Table table =
        new Table()
            .column("index", Align.RIGHT)
            .column("label", Align.RIGHT)
            .column("status", Align.LEFT)
            .column("bracket", Align.LEFT);
    boolean split = report.settings().property().isSplit();
    if (split) {
      table.column("over", Align.LEFT).column("under", Align.LEFT);
    }
    table.column("0 to " + Numbers.plain(picture.scale()), Align.LEFT);
    for (ExampleResult result : report.certificate().examples()) {
      List<String> cells = new ArrayList<>();
      cells.add(String.valueOf(result.index()));
      cells.add(String.valueOf(result.label()));
      cells.add(result.status().word());
      cells.add(bracket(result.bracket()));
      if (split) {
        cells.add(bracket(result.over()));
        cells.add(bracket(result.under()));
      }
      cells.add(result.bracket().map(b -> picture.of(b.lower(), b.upper())).orElse(""));
      table.row(cells.toArray(String[]::new));
    }
    return table;
  }

  private static Table margins(CertificateReport report) {
    Table table =
        new Table()
            .column("index", Align.RIGHT)
            .column("label", Align.RIGHT)
            .column("status", Align.LEFT)
            .column("smallest lead of the label", Align.RIGHT);
    for (ExampleResult result : report.certificate().examples()) {
      String margin =
          result.margin().isPresent() ? Numbers.atLeast(result.margin().getAsDouble()) : "";
      table.row(
          String.valueOf(result.index()),
          String.valueOf(result.label()),
          result.status().word(),
          margin);
    }
    return table;
  }

  private static String bracket(Optional<Bracket> bracket) {
    return bracket
        .map(b -> "[" + Numbers.lower(b.lower()) + ", " + Numbers.upper(b.upper()) + "]")
        .orElse("");
  }
}
