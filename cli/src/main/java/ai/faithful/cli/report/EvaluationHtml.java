package ai.faithful.cli.report;

import ai.faithful.training.evaluate.View;
import java.util.ArrayList;
import java.util.List;

/** An evaluation as one self-contained page: reliability pictures and the table. */
public final class EvaluationHtml {
  private static final String STYLE =
      """
      :root { --student: #1f4e9c; --teacher: #b8661b; }
      @media (prefers-color-scheme: dark) { :root { --student: #8ab4ff; --teacher: #f0a560; } }
      body { max-width: 60rem; }
      svg.reliability { width: 18rem; max-width: 100%; }
      rect.frame { fill: none; stroke: var(--line); }
      circle.student { fill: var(--student); fill-opacity: .7; }
      circle.teacher { fill: none; stroke: var(--teacher); stroke-width: 1.5; }
      .student-key { color: var(--student); } .teacher-key { color: var(--teacher); }
      pre { overflow-x: auto; }
      """;

  private EvaluationHtml() {}

  /** The page. */
  public static String page(EvaluationReport report) {
    List<String> lines = new ArrayList<>();
    lines.add("<p>Teacher: " + Html.escape(report.teacher()) + "<br>");
    lines.add("Student: " + Html.escape(report.student()) + "<br>");
    lines.add("Images: " + Html.escape(report.data()) + "</p>");
    lines.add("<figure>");
    for (View view : report.evaluation().views()) {
      lines.addAll(ReliabilitySvg.element(view.images(), view.student(), view.teacher()));
    }
    lines.add(
        "<figcaption>Accuracy against confidence in 15 bins of equal width:"
            + " <span class=\"student-key\">student, filled</span>,"
            + " <span class=\"teacher-key\">teacher, hollow</span>. The larger a dot, the more"
            + " answers; below the diagonal a network is over-confident.</figcaption></figure>");
    lines.add("<pre>");
    EvaluationTable.lines(report).forEach(line -> lines.add(Html.escape(line)));
    lines.add("</pre>");
    return Html.page("A student beside its teacher", STYLE, lines, report.toolVersion());
  }
}
