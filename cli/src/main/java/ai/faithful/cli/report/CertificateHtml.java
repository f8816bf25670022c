package ai.faithful.cli.report;

import ai.faithful.verify.certificate.Bracket;
import ai.faithful.verify.certificate.ExampleResult;
import ai.faithful.verify.certificate.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A certificate as one self-contained page: words, a picture, a table. */
public final class CertificateHtml {
  private static final String STYLE =
      """
      :root { --reached: #1f4e9c; --open: #a9c3ea; }
      @media (prefers-color-scheme: dark) { :root { --reached: #8ab4ff; --open: #35517f; } }
      rect.reached, .key.reached { fill: var(--reached); background: var(--reached); }
      rect.open, .key.open { fill: var(--open); background: var(--open); }
      """;

  private CertificateHtml() {}

  /** The page. */
  public static String page(CertificateReport report) {
    List<String> lines = new ArrayList<>();
    lines.add("<p>Teacher: " + Html.escape(report.pair().teacher().path()) + "<br>");
    lines.add("Student: " + Html.escape(report.pair().student().path()) + "</p>");
    CertificateWords.of(report).forEach(line -> lines.add("<p>" + Html.escape(line) + "</p>"));
    picture(lines, report);
    table(lines, report);
    return Html.page(
        "How far the student can drift from its teacher", STYLE, lines, report.toolVersion());
  }

  private static void picture(List<String> lines, CertificateReport report) {
    List<BracketSvg.Line> bars = new ArrayList<>();
    for (ExampleResult result : report.certificate().examples()) {
      if (result.bracket().isPresent()) {
        Bracket bracket = result.bracket().get();
        String name = result.index() + " (label " + result.label() + ")";
        String says =
            "Example " + name + ", " + result.status().word() + ": " + ends(result.bracket());
        bars.add(new BracketSvg.Line(name, says, bracket.lower(), bracket.upper()));
      }
    }
    if (bars.isEmpty()) {
      return;
    }
    lines.add("<figure>");
    lines.addAll(new BracketSvg(bars).element());
    lines.add(
        "<figcaption>Bars: the largest value of "
            + Html.escape(report.settings().property().words())
            + "."
            + " <span class=\"key reached\"></span> reached by a concrete input,"
            + " <span class=\"key open\"></span> left open; nothing beyond is possible."
            + "</figcaption></figure>");
  }

  private static void table(List<String> lines, CertificateReport report) {
    Property property = report.settings().property();
    List<String> headings = new ArrayList<>(List.of("index", "label", "status"));
    headings.add(property.isBracketed() ? "bracket" : "lead of the label at least");
    if (property.isSplit()) {
      headings.addAll(List.of("over", "under"));
    }
    lines.add("<table><caption>The same in numbers</caption><thead><tr>");
    headings.forEach(heading -> lines.add("<th scope=\"col\">" + heading + "</th>"));
    lines.add("</tr></thead><tbody>");
    for (ExampleResult result : report.certificate().examples()) {
      List<String> cells = new ArrayList<>();
      cells.add(String.valueOf(result.label()));
      cells.add(result.status().word());
      cells.add(property.isBracketed() ? ends(result.bracket()) : lead(result));
      if (property.isSplit()) {
        cells.add(ends(result.over()));
        cells.add(ends(result.under()));
      }
      lines.add(
          "<tr><th scope=\"row\">"
              + result.index()
              + "</th><td>"
              + String.join("</td><td>", cells)
              + "</td></tr>");
    }
    lines.add("</tbody></table>");
  }

  private static String lead(ExampleResult result) {
    return result.margin().isPresent() ? Numbers.atLeast(result.margin().getAsDouble()) : "none";
  }

  private static String ends(Optional<Bracket> bracket) {
    return bracket
        .map(b -> Numbers.lower(b.lower()) + " to " + Numbers.upper(b.upper()))
        .orElse("none");
  }
}
