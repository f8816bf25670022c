package ai.faithful.cli.report;

import ai.faithful.verify.certificate.RobustResult;
import java.util.ArrayList;
import java.util.List;

/** The robustness of a network as one self-contained page: words, a picture, a table. */
public final class RobustHtml {
  private static final String STYLE =
      """
      :root { --open: #7ba3dd; --seen: #1f4e9c; }
      @media (prefers-color-scheme: dark) { :root { --open: #4a6ea8; --seen: #b5d0ff; } }
      svg line.zero { stroke: currentColor; }
      rect.open, .key.open { fill: var(--open); background: var(--open); }
      rect.seen, .key.seen { fill: var(--seen); background: var(--seen); }
      .key.seen { width: .3em; }
      """;

  private RobustHtml() {}

  /** The page. */
  public static String page(RobustReport report) {
    List<String> lines = new ArrayList<>();
    lines.add("<p>Model: " + Html.escape(report.model().path()) + "</p>");
    RobustTable.words(report).forEach(line -> lines.add("<p>" + Html.escape(line) + "</p>"));
    picture(lines, report);
    table(lines, report);
    return Html.page("How surely the model keeps its answers", STYLE, lines, report.toolVersion());
  }

  private static void picture(List<String> lines, RobustReport report) {
    List<LeadSvg.Line> bars = new ArrayList<>();
    for (RobustResult result : report.certificate().examples()) {
      if (result.margin().isPresent() && result.attained().isPresent()) {
        String name = result.example().index() + " (label " + result.example().label() + ")";
        bars.add(
            new LeadSvg.Line(
                name,
                "Example " + name + ", " + result.status().word() + ": " + words(result),
                result.margin().getAsDouble(),
                result.attained().getAsDouble()));
      }
    }
    if (bars.isEmpty()) {
      return;
    }
    lines.add("<figure>");
    lines.addAll(new LeadSvg(bars).element());
    lines.add(
        "<figcaption>The smallest lead of the label over the other classes, in logits, is somewhere"
            + " in the bar <span class=\"key open\"></span>: it is proved to be no less than its"
            + " left end, and <span class=\"key seen\"></span> is the smallest that was seen. Right"
            + " of 0 the answer cannot change.</figcaption></figure>");
  }

  private static void table(List<String> lines, RobustReport report) {
    lines.add("<table><caption>The same in numbers</caption><thead><tr>");
    for (String heading :
        List.of("index", "label", "status", "lead of the label at least", "seen as low as")) {
      lines.add("<th scope=\"col\">" + heading + "</th>");
    }
    lines.add("</tr></thead><tbody>");
    for (RobustResult result : report.certificate().examples()) {
      List<String> cells =
          List.of(
              String.valueOf(result.example().label()),
              result.status().word(),
              RobustTable.number(result.margin(), false),
              RobustTable.number(result.attained(), true));
      lines.add(
          "<tr><th scope=\"row\">"
              + result.example().index()
              + "</th><td>"
              + String.join("</td><td>", cells)
              + "</td></tr>");
    }
    lines.add("</tbody></table>");
  }

  private static String words(RobustResult result) {
    return "lead at least "
        + RobustTable.number(result.margin(), false)
        + ", seen as low as "
        + RobustTable.number(result.attained(), true);
  }
}
