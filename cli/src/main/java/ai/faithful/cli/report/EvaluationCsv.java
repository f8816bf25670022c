package ai.faithful.cli.report;

import ai.faithful.training.evaluate.Scores;
import ai.faithful.training.evaluate.View;

/**
 * An evaluation as a table of comma-separated values: a line per form of the images and network.
 */
public final class EvaluationCsv {
  private EvaluationCsv() {}

  /** The text, with a heading. */
  public static String text(EvaluationReport report) {
    StringBuilder csv =
        new StringBuilder(
            "images,network,count,epsilon,accuracy,nll,brier,ece,ece_equal_mass,agreement,kl,"
                + "mean_gap\n");
    double epsilon = report.evaluation().epsilon();
    for (View view : report.evaluation().views()) {
      line(csv, view, "student", view.student(), epsilon);
      line(csv, view, "teacher", view.teacher(), epsilon);
    }
    return csv.toString();
  }

  private static void line(
      StringBuilder csv, View view, String network, Scores scores, double epsilon) {
    csv.append(view.images()).append(',').append(network).append(',').append(view.count());
    for (double number :
        new double[] {
          epsilon,
          scores.accuracy(),
          scores.nll(),
          scores.brier(),
          scores.ece(),
          scores.eceMass(),
          view.agreement(),
          view.divergence(),
          view.meanGap()
        }) {
      csv.append(',').append(number);
    }
    csv.append('\n');
  }
}
