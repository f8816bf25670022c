package ai.faithful.cli.report;

import ai.faithful.verify.certificate.Bracket;
import ai.faithful.verify.certificate.ExampleResult;
import ai.faithful.verify.certificate.Property;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** A certificate as one self-contained page: words, a picture, a table. */
public final class CertificateHtml {
  private static final String STYLE =
      """
      :root { --reached: #1f4e9c; --open: #a9c3ea; }
      @media (prefers-color-scheme: dark) { :root { --reached: #8ab4ff; --open: #35517f; } }
      rect.reached, .key.reached { fill: var(--reached); background: var(--reached); }
      rect.open, .key.open { fill: var(--open); background: var(--open); }
      svg line.zero { stroke: currentColor; }
      svg line.delta { stroke: currentColor; stroke-dasharray: 4 3; }
      .key.delta { height: 0; border-top: 1px dashed currentColor; vertical-align: middle; }
      rect.certified, .key.certified { fill: var(--reached); background: var(--reached); }
      rect.refuted, .key.refuted { fill: #c8501e; background: #c8501e; }
      rect.unknown, .key.unknown { fill: #8a8a8a; background: #8a8a8a; }
      """;

  private CertificateHtml() {}

  /** The page. */
  public static String page(CertificateReport report) {
    List<String> lines = new ArrayList<>();
    lines.add("<p>Teacher: " + Html.escape(report.pair().teacher().path()) + "<br>");
    lines.add("Student: " + Html.escape(report.pair().student().path()) + "</p>");
    CertificateWords.of(report).forEach(line -> lines.add("<p>" + Html.escape(line) + "</p>"));
    if (report.settings().property().isBracketed()) {
      brackets(lines, report);
    } else {
      leads(lines, report);
    }
    table(lines, report);
    return Html.page(
        "How far the student can drift from its teacher", STYLE, lines, report.toolVersion());
  }

  private static void leads(List<String> lines, CertificateReport report) {
    List<AgreementSvg.Line> bars = new ArrayList<>();
    for (ExampleResult result : report.certificate().examples()) {
      if (result.margin().isPresent()) {
        String name = name(result);
        String verdict = result.status().word();
        bars.add(
            new AgreementSvg.Line(
                name,
                "Example " + name + ", " + verdict + ": lead at least " + lead(result),
                verdict,
                result.margin().getAsDouble()));
      }
    }
    if (bars.isEmpty()) {
      return;
    }
    lines.add("<figure>");
    lines.addAll(new AgreementSvg(bars).element());
    lines.add(
        "<figcaption>Bars: by how much the label is proved to lead all other classes at least, in"
            + " both networks' logits. <span class=\"key certified\"></span> agreement is proved:"
            + " right of 0 by the lead alone, left of it by the classes compared pair by pair;"
            + " <span class=\"key refuted\"></span> an input shows that it fails;"
            + " <span class=\"key unknown\"></span> neither.</figcaption></figure>");
  }

  private static String name(ExampleResult result) {
    return result.index() + " (label " + result.label() + ")";
  }

  private static void brackets(List<String> lines, CertificateReport report) {
    List<BracketSvg.Line> bars = new ArrayList<>();
    for (ExampleResult result : report.certificate().examples()) {
      if (result.bracket().isPresent()) {
        Bracket bracket = result.bracket().get();
        String name = name(result);
        String says =
            "Example " + name + ", " + result.status().word() + ": " + ends(result.bracket());
        bars.add(new BracketSvg.Line(name, says, bracket.lower(), bracket.upper()));
      }
    }
    if (bars.isEmpty()) {
      return;
    }
    Optional<BigDecimal> delta = report.settings().delta();
    BracketSvg picture =
        new BracketSvg(
            bars,
            delta.map(d -> OptionalDouble.of(d.doubleValue())).orElse(OptionalDouble.empty()));
    lines.add("<figure>");
    lines.addAll(picture.element());
    lines.add(
        "<figcaption>Bars: the largest value of "
            + Html.escape(report.settings().property().words())
            + "."
            + " <span class=\"key reached\"></span> reached by a concrete input,"
            + " <span class=\"key open\"></span> left open; nothing beyond is possible."
            + delta.map(d -> words(d, picture.showsDelta())).orElse("")
            + "</figcaption></figure>");
  }

  private static String words(BigDecimal delta, boolean shown) {
    String number = delta.toPlainString();
    return shown
        ? " <span class=\"key delta\"></span> delta, " + number + "."
        : " Delta, " + number + ", is far beyond the right end.";
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
