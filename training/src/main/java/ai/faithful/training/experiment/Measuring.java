package ai.faithful.training.experiment;

import ai.faithful.onnx.ModelException;
import ai.faithful.onnx.OnnxReader;
import ai.faithful.training.TrainingException;
import ai.faithful.training.data.Dataset;
import ai.faithful.training.evaluate.Evaluation;
import ai.faithful.training.evaluate.View;
import ai.faithful.verify.VerifyException;
import ai.faithful.verify.certificate.Bracket;
import ai.faithful.verify.certificate.Certificate;
import ai.faithful.verify.certificate.Certifier;
import ai.faithful.verify.certificate.CertifySettings;
import ai.faithful.verify.certificate.Example;
import ai.faithful.verify.certificate.ExampleResult;
import ai.faithful.verify.certificate.ModelPair;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Evaluates and certifies one student. */
final class Measuring {
  private Measuring() {}

  static List<Outcome> of(
      String name, long seed, Path teacher, Path student, Dataset images, Experiment experiment)
      throws ModelException, TrainingException, VerifyException {
    ModelPair pair = ModelPair.of(OnnxReader.read(teacher), OnnxReader.read(student));
    Experiment.Measurement measurement = experiment.measurement();
    List<Example> examples = new ArrayList<>();
    Dataset first = images.first(measurement.certified());
    for (int i = 0; i < first.size(); i++) {
      examples.add(new Example(i, first.images()[i], first.labels()[i]));
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (String epsilon : measurement.epsilons()) {
      Evaluation evaluation =
          Evaluation.of(
              pair.teacher().logits(),
              pair.student().logits(),
              images.first(measurement.images()),
              Double.parseDouble(epsilon),
              measurement.steps(),
              experiment.device(),
              done -> {});
      Certificate certificate =
          new Certifier(pair, CertifySettings.of(new BigDecimal(epsilon)))
              .certify(examples, (done, total) -> {});
      outcomes.add(outcome(name, seed, epsilon, evaluation, certificate));
    }
    return outcomes;
  }

  private static Outcome outcome(
      String name, long seed, String epsilon, Evaluation evaluation, Certificate certificate) {
    View clean = evaluation.view("clean");
    List<Double> lower = new ArrayList<>();
    List<Double> upper = new ArrayList<>();
    for (ExampleResult result : certificate.examples()) {
      if (result.bracket().isPresent()) {
        Bracket bracket = result.bracket().get();
        lower.add(bracket.lower());
        upper.add(bracket.upper());
      }
    }
    return new Outcome(
        name,
        seed,
        epsilon,
        clean.count(),
        clean.student().accuracy(),
        evaluation.view("pgd").student().accuracy(),
        clean.agreement(),
        clean.student().ece(),
        clean.divergence(),
        clean.teacher().accuracy(),
        certificate.summary().count(),
        certificate.summary().excluded(),
        certificate.summary().agreementCertified(),
        lower,
        upper);
  }
}
