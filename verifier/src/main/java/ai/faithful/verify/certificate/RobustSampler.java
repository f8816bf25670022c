package ai.faithful.verify.certificate;

import ai.djl.ndarray.NDManager;
import ai.faithful.ir.Graph;
import ai.faithful.verify.attack.Falsifier;
import ai.faithful.verify.attack.Question;
import ai.faithful.verify.attack.RivalMargin;
import ai.faithful.verify.bound.BoundSettings;
import ai.faithful.verify.region.Region;
import java.util.List;
import java.util.Objects;

/** Tries to catch a certificate of robustness lying, as {@link SoundnessSampler} does of a pair. */
public final class RobustSampler {
  private final Graph graph;
  private final RobustSettings settings;
  private final int classes;

  /**
   * For certificates of one model.
   *
   * @param settings those of the certificate
   */
  public RobustSampler(PairedModel model, RobustSettings settings) {
    this.graph = model.logits();
    this.settings = settings;
    this.classes = model.classifier().classes();
  }

  /**
   * Holds inputs of every certified region against the certified lead of the label.
   *
   * @param samples inputs in all, shared out evenly
   */
  public SoundnessSampler.Report check(
      RobustCertificate certificate, long samples, long seed, Progress progress) {
    try (NDManager manager = NDManager.newBaseManager();
        NetworkBounds bounds = new NetworkBounds(graph, manager, BoundSettings.CROWN)) {
      List<Claim> claims =
          certificate.examples().stream()
              .filter(result -> result.margin().isPresent())
              .map(result -> new Claim(bounds, result))
              .toList();
      Falsifier falsifier = new Falsifier(List.of(graph), manager, RegionSampler.ATTACK);
      return new RegionSampler(falsifier, samples, seed).check(claims, progress);
    }
  }

  /** The label leads by the certified margin or more. */
  private final class Claim implements RegionSampler.Claim {
    private final NetworkBounds bounds;
    private final Example example;
    private final double margin;

    Claim(NetworkBounds bounds, RobustResult result) {
      this.bounds = bounds;
      this.example = result.example();
      this.margin = result.margin().getAsDouble();
    }

    @Override
    public int index() {
      return example.index();
    }

    @Override
    public Region region() {
      return settings.around().around(example.image());
    }

    @Override
    public Question attack(long seed) {
      return Question.any(
          example.image(), region(), RivalMargin.all(example.label(), classes), seed);
    }

    @Override
    public double[] slack(double[][] points, boolean rigorous) {
      String output = graph.outputs().get(0);
      double[][] lower;
      double[][] upper;
      if (rigorous) {
        NetworkBounds.Ends ends = Objects.requireNonNull(bounds.at(points).get(output));
        lower = ends.lower();
        upper = ends.upper();
      } else {
        lower = Objects.requireNonNull(bounds.near(points).get(output));
        upper = lower;
      }
      double[] slack = new double[points.length];
      for (int i = 0; i < slack.length; i++) {
        slack[i] = LabelLeads.most(lower[i], upper[i], example.label()) - margin;
      }
      return slack;
    }
  }
}
