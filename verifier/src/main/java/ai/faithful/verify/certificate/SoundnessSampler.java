package ai.faithful.verify.certificate;

import ai.djl.ndarray.NDManager;
import ai.faithful.verify.attack.AttackSettings;
import ai.faithful.verify.attack.Falsifier;
import ai.faithful.verify.attack.Found;
import ai.faithful.verify.attack.Question;
import ai.faithful.verify.bound.BoundSettings;
import ai.faithful.verify.region.Region;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Tries to catch a certificate lying: many inputs of every certified region, evaluated and held
 * against the certified bounds without tolerance. An input in plain double arithmetic that comes
 * near a bound is evaluated again with rigour; it is a violation if its least possible difference
 * exceeds the bound.
 */
public final class SoundnessSampler {
  private static final int BATCH = 512;

  /** Far above the rounding of a forward pass in double; only saves work. */
  private static final double NEAR = 1e-6;

  private final ModelPair pair;
  private final CertifySettings settings;
  private final Judge judge;

  /**
   * For certificates of one question.
   *
   * @param settings those of the certificate
   */
  public SoundnessSampler(ModelPair pair, CertifySettings settings) {
    this.pair = pair;
    this.settings = settings;
    this.judge = Judge.of(settings.property(), pair.classes());
  }

  /**
   * What sampling found.
   *
   * @param samples inputs that were evaluated
   * @param violations inputs that exceed a bound: anything but 0 is a bug
   * @param closest the least distance between an input's difference and its bound
   * @param worst where a violation was found, empty if nowhere
   */
  public record Report(long samples, long violations, double closest, String worst) {}

  /**
   * Samples the regions of a certificate's examples in turn: points anywhere, corners, points near
   * corners, and the ends of an attack that starts elsewhere than the certifier's.
   *
   * @param samples inputs in all, shared out evenly
   */
  public Report check(Certificate certificate, long samples, long seed, Progress progress) {
    List<ExampleResult> results = new ArrayList<>();
    for (ExampleResult result : certificate.examples()) {
      if (result.status() != Status.EXCLUDED) {
        results.add(result);
      }
    }
    Report total = new Report(0, 0, Double.POSITIVE_INFINITY, "");
    if (results.isEmpty()) {
      return total;
    }
    try (NDManager manager = NDManager.newBaseManager();
        PairBounds bounds =
            new PairBounds(
                pair.teacher().logits(),
                pair.student().logits(),
                BoundMethod.JOINT,
                BoundSettings.CROWN,
                manager,
                pair.classes())) {
      Falsifier falsifier =
          new Falsifier(
              List.of(pair.teacher().logits(), pair.student().logits()),
              manager,
              new AttackSettings(20, 6));
      long share = (samples + results.size() - 1) / results.size();
      for (int i = 0; i < results.size(); i++) {
        ExampleResult result = results.get(i);
        Region region = settings.around().around(result.example().image());
        Random random = new Random(seed * 7919 + result.index());
        Question question =
            Question.each(
                result.example().image(), region, judge.objectives(result.label()), seed + 1);
        List<double[]> batch = new ArrayList<>();
        for (Found found : falsifier.run(List.of(question)).get(0)) {
          batch.add(Widened.of(found.input()));
        }
        for (long done = 0; done < share; done += batch.size()) {
          if (done > 0) {
            batch.clear();
          }
          while (batch.size() < Math.min(BATCH, share - done)) {
            batch.add(Widened.of(region.random(random)));
          }
          total = plus(total, evaluate(bounds, result, batch.toArray(double[][]::new)));
        }
        progress.update(i + 1, results.size());
      }
    }
    return total;
  }

  private Report evaluate(PairBounds bounds, ExampleResult result, double[][] points) {
    LogitBoxes near = bounds.near(points);
    List<Integer> close = new ArrayList<>();
    double closest = Double.POSITIVE_INFINITY;
    int c = result.label();
    for (int i = 0; i < points.length; i++) {
      double slack = slack(result, near, i, c);
      closest = Math.min(closest, slack);
      if (!(slack > NEAR)) {
        close.add(i);
      }
    }
    long violations = 0;
    String worst = "";
    if (!close.isEmpty()) {
      LogitBoxes exact = bounds.at(close.stream().map(i -> points[i]).toArray(double[][]::new));
      for (int k = 0; k < close.size(); k++) {
        double slack = slack(result, exact, k, c);
        if (slack < 0) {
          violations++;
          worst = "example " + result.index() + " is exceeded by " + -slack;
        }
      }
    }
    return new Report(points.length, violations, closest, worst);
  }

  /** How far the claims of a result are from being broken at a point; negative if broken. */
  private double slack(ExampleResult result, LogitBoxes logits, int at, int c) {
    double slack = Double.POSITIVE_INFINITY;
    Attained attained = judge.exactly(logits, at, c);
    if (result.bracket().isPresent()) {
      slack = Math.min(slack, result.bracket().get().upper() - attained.value());
    }
    if (result.over().isPresent()) {
      slack = Math.min(slack, result.over().get().upper() - attained.over());
    }
    if (result.under().isPresent()) {
      slack = Math.min(slack, result.under().get().upper() - attained.under());
    }
    if (result.bracket().isEmpty() && result.status() == Status.CERTIFIED && attained.disagrees()) {
      return Double.NEGATIVE_INFINITY;
    }
    if (result.margin().isPresent()) {
      double behind =
          Math.max(logits.teacher(at, c).mostLower(), logits.student(at, c).mostLower());
      slack = Math.min(slack, -behind - result.margin().getAsDouble());
    }
    return slack;
  }

  private static Report plus(Report a, Report b) {
    return new Report(
        a.samples + b.samples,
        a.violations + b.violations,
        Math.min(a.closest, b.closest),
        b.worst.isEmpty() ? a.worst : b.worst);
  }
}
