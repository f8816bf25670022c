package ai.faithful.cli.report;

import ai.faithful.training.experiment.Comparison;
import ai.faithful.training.experiment.Comparison.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A comparison of students as text: for a terminal, as Markdown, as comma-separated values. */
public final class ComparisonText {
  private ComparisonText() {}

  /** Lines for a terminal. */
  public static List<String> lines(Comparison comparison) {
    Table table = new Table().column("eps", Table.Align.LEFT).column("student", Table.Align.LEFT);
    Comparison.columns().forEach(column -> table.column(column.name(), Table.Align.RIGHT));
    for (Comparison.Row row : comparison.rows()) {
      table.row(cells(row).toArray(new String[0]));
    }
    return table.lines();
  }

  /** A Markdown table under a heading, with what its columns mean. */
  public static String markdown(Comparison comparison) {
    StringBuilder text = new StringBuilder();
    text.append("# Experiment ").append(comparison.experiment().name());
    text.append(", profile ")
        .append(comparison.experiment().profile())
        .append("\n\n| eps | student");
    Comparison.columns().forEach(column -> text.append(" | ").append(column.name()));
    text.append(" |\n|---|---").append("|---".repeat(Comparison.columns().size())).append("|\n");
    for (Comparison.Row row : comparison.rows()) {
      text.append("| ").append(String.join(" | ", cells(row))).append(" |\n");
    }
    return text.append('\n').append(legend(comparison)).append('\n').toString();
  }

  /** What the columns mean. */
  static String legend(Comparison comparison) {
    int seeds = comparison.experiment().seeds().size();
    String images = " " + comparison.experiment().measurement().on().label() + " images";
    return "Mean over "
        + seeds
        + (seeds == 1 ? " seed" : " seeds with the sample standard deviation")
        + ". Accuracy, agreement, ECE and KL on "
        + comparison.outcomes().get(0).images()
        + images
        + "; lower and upper are the two ends of the bracket on the largest difference"
        + " of the confidences in the label within eps, over those of the first "
        + comparison.outcomes().get(0).certified()
        + images
        + " that the teacher gets right; faithful D is the share of these whose upper"
        + " end is at most D, same class the share on which both answers are proved to be the"
        + " label.";
  }

  /** Values separated by commas: a line per radius, student and column. */
  public static String csv(Comparison comparison) {
    StringBuilder csv = new StringBuilder("epsilon,student,measure,mean,deviation,seeds\n");
    int seeds = comparison.experiment().seeds().size();
    for (Comparison.Row row : comparison.rows()) {
      row.values()
          .forEach(
              (name, estimate) ->
                  csv.append(row.epsilon())
                      .append(',')
                      .append(row.student())
                      .append(',')
                      .append(name)
                      .append(',')
                      .append(estimate.mean())
                      .append(',')
                      .append(seeds < 2 ? "" : estimate.deviation())
                      .append(',')
                      .append(seeds)
                      .append('\n'));
    }
    return csv.toString();
  }

  private static List<String> cells(Comparison.Row row) {
    List<String> cells = new ArrayList<>(List.of(row.epsilon(), row.student()));
    row.values().values().forEach(estimate -> cells.add(cell(estimate)));
    return cells;
  }

  private static String cell(Estimate estimate) {
    return Double.isNaN(estimate.deviation())
        ? String.format(Locale.ROOT, "%.4f", estimate.mean())
        : String.format(Locale.ROOT, "%.4f ± %.4f", estimate.mean(), estimate.deviation());
  }
}
