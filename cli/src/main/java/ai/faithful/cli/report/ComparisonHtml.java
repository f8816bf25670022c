package ai.faithful.cli.report;

import ai.faithful.training.experiment.Comparison;
import ai.faithful.training.experiment.Comparison.Estimate;
import ai.faithful.training.experiment.Experiment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A comparison of students as one self-contained page: pictures and the table. */
public final class ComparisonHtml {
  private static final String STYLE =
      """
      body { max-width: 75rem; }
      svg { max-width: 50rem; }
      .wide { overflow-x: auto; }
      table { font-size: 14px; }
      th, td { padding: .15rem .6rem; }
      """;

  private ComparisonHtml() {}

  /** The page. */
  public static String page(Comparison comparison, String version) {
    Experiment experiment = comparison.experiment();
    List<String> lines = new ArrayList<>();
    String title = "Experiment " + experiment.name() + ", profile " + experiment.profile();
    for (String epsilon : experiment.measurement().epsilons()) {
      List<FaithfulRateSvg.Line> curves = new ArrayList<>();
      for (Experiment.Student student : experiment.students()) {
        curves.add(
            new FaithfulRateSvg.Line(student.name(), comparison.of(student.name(), epsilon)));
      }
      lines.add("<figure>");
      lines.addAll(
          FaithfulRateSvg.element(
              "Images certified to be delta-faithful within " + epsilon, curves));
      lines.add("</figure>");
    }
    table(lines, comparison);
    lines.add("<p>" + Html.escape(ComparisonText.legend(comparison)) + "</p>");
    return Html.page(title, STYLE, lines, version);
  }

  private static void table(List<String> lines, Comparison comparison) {
    lines.add("<div class=\"wide\"><table><thead><tr>");
    lines.add("<th scope=\"col\">eps</th><th scope=\"col\">student</th>");
    Comparison.columns()
        .forEach(column -> lines.add("<th scope=\"col\">" + Html.escape(column.name()) + "</th>"));
    lines.add("</tr></thead><tbody>");
    for (Comparison.Row row : comparison.rows()) {
      StringBuilder line = new StringBuilder("<tr><td>" + row.epsilon() + "</td>");
      line.append("<th scope=\"row\">").append(Html.escape(row.student())).append("</th>");
      row.values().values().forEach(estimate -> line.append(cell(estimate)));
      lines.add(line.append("</tr>").toString());
    }
    lines.add("</tbody></table></div>");
  }

  private static String cell(Estimate estimate) {
    String mean = String.format(Locale.ROOT, "%.4f", estimate.mean());
    return Double.isNaN(estimate.deviation())
        ? "<td>" + mean + "</td>"
        : String.format(Locale.ROOT, "<td>%s ± %.4f</td>", mean, estimate.deviation());
  }
}
