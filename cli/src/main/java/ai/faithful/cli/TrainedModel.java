package ai.faithful.cli;

import ai.faithful.training.Output;
import ai.faithful.training.export.Metrics;
import ai.faithful.training.export.ModelCard;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/** What a training command says in the end. */
final class TrainedModel {
  private TrainedModel() {}

  static void print(ModelCard card, Output output, CommandSpec spec) {
    PrintWriter out = spec.commandLine().getOut();
    Metrics metrics = card.metrics();
    out.println("model       " + output.onnx());
    out.println("card        " + output.card());
    out.println("sha256      " + card.onnx().sha256());
    out.println(format("parameters  %,d", card.parameters()));
    out.println(
        format(
            "accuracy    %.2f %% of %,d test images",
            100 * metrics.accuracy(), metrics.testImages()));
    out.println(
        format(
            "attacked    %.2f %% within %s (PGD, %d steps)",
            100 * metrics.pgdAccuracy(), metrics.pgdEpsilon(), metrics.pgdSteps()));
    Double agreement = metrics.agreement();
    Double teacherAccuracy = metrics.teacherAccuracy();
    if (agreement != null && teacherAccuracy != null) {
      out.println(
          format(
              "agreement   %.2f %% with the teacher, whose accuracy is %.2f %%",
              100 * agreement, 100 * teacherAccuracy));
    }
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
