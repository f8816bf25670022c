package ai.faithful.verify.certificate;

import ai.djl.ndarray.NDManager;
import ai.faithful.ir.Graph;
import ai.faithful.verify.attack.Falsifier;
import ai.faithful.verify.attack.Question;
import ai.faithful.verify.bound.BoundSettings;
import ai.faithful.verify.region.Region;
import java.util.ArrayList;
import java.util.List;

/**
 * Tries to catch a certificate lying: many inputs of every certified region, evaluated and held
 * against the certified bounds without tolerance. An input in plain double arithmetic that comes
 * near a bound is evaluated again with rigour; it is a violation if its least possible difference
 * exceeds the bound.
 */
public final class SoundnessSampler {
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
  public record Report(long samples, long violations, double closest, String worst) {
    Report plus(Report other) {
      return new Report(
          samples + other.samples,
          violations + other.violations,
          Math.min(closest, other.closest),
          other.worst.isEmpty() ? worst : other.worst);
    }
  }

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
    try (NDManager manager = NDManager.newBaseManager();
        PairBounds bounds =
            new PairBounds(
                pair.teacher().logits(),
                pair.student().logits(),
                BoundMethod.JOINT,
                BoundSettings.CROWN,
                manager,
                pair.classes())) {
      List<Graph> graphs = List.of(pair.teacher().logits(), pair.student().logits());
      RegionSampler sampler =
          new RegionSampler(new Falsifier(graphs, manager, RegionSampler.ATTACK), samples, seed);
      return sampler.check(
          results.stream().map(result -> new Claim(bounds, result)).toList(), progress);
    }
  }

  /** What a result says of every input of its region. */
  private final class Claim implements RegionSampler.Claim {
    private final PairBounds bounds;
    private final ExampleResult result;

    Claim(PairBounds bounds, ExampleResult result) {
      this.bounds = bounds;
      this.result = result;
    }

    @Override
    public int index() {
      return result.index();
    }

    @Override
    public Region region() {
      return settings.around().around(result.example().image());
    }

    @Override
    public Question attack(long seed) {
      return Question.each(
          result.example().image(), region(), judge.objectives(result.label()), seed);
    }

    @Override
    public double[] slack(double[][] points, boolean rigorous) {
      LogitBoxes logits = rigorous ? bounds.at(points) : bounds.near(points);
      double[] slack = new double[points.length];
      for (int i = 0; i < slack.length; i++) {
        slack[i] = SoundnessSampler.this.slack(result, logits, i, result.label());
      }
      return slack;
    }
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
}
