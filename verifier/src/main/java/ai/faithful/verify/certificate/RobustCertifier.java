package ai.faithful.verify.certificate;

import ai.djl.ndarray.NDManager;
import ai.faithful.ir.Graph;
import ai.faithful.onnx.OnnxModel;
import ai.faithful.verify.ModelMismatchException;
import ai.faithful.verify.RuntimeFailureException;
import ai.faithful.verify.VerifyException;
import ai.faithful.verify.attack.Falsifier;
import ai.faithful.verify.attack.Found;
import ai.faithful.verify.attack.Question;
import ai.faithful.verify.attack.RivalMargin;
import ai.faithful.verify.region.Region;
import ai.faithful.verify.runtime.AgreementGate;
import ai.faithful.verify.runtime.OnnxSession;
import ai.faithful.verify.runtime.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Local robustness of one network: is z_c - z_j > 0 for the label c and every other class j, over
 * the whole region of an example? From above a certificate, from below an attack replayed in ONNX
 * Runtime.
 */
public final class RobustCertifier {
  private static final int BATCH = 32;

  private final PairedModel model;
  private final RobustSettings settings;
  private final Graph graph;
  private final int classes;

  private RobustCertifier(PairedModel model, RobustSettings settings) {
    this.model = model;
    this.settings = settings;
    this.graph = model.logits();
    this.classes = model.classifier().classes();
  }

  /**
   * Of a model's file.
   *
   * @throws ModelMismatchException if it is no classifier
   */
  public static RobustCertifier of(OnnxModel model, RobustSettings settings)
      throws ModelMismatchException {
    return new RobustCertifier(PairedModel.of(model), settings);
  }

  /**
   * Of a graph without a file.
   *
   * @throws ModelMismatchException if it is no classifier
   */
  public static RobustCertifier of(Graph graph, RobustSettings settings)
      throws ModelMismatchException {
    return new RobustCertifier(PairedModel.of(graph), settings);
  }

  /** What is certified. */
  public PairedModel model() {
    return model;
  }

  /**
   * Answers for every example, in order.
   *
   * @throws ai.faithful.verify.SettingException if an example lies outside the domain, or has a
   *     label that is no class
   * @throws VerifyException if the model does not fit, ONNX Runtime cannot run it, or computes
   *     something else than what would be certified
   * @throws BracketViolation if an input contradicts a certificate: a bug
   */
  public RobustCertificate certify(List<Example> examples, Progress progress)
      throws VerifyException {
    long start = System.nanoTime();
    int size = model.input().shape().size();
    Surroundings around = Surroundings.of(examples, settings.around(), size, classes);
    boolean real = settings.semantics() == Semantics.REAL;
    if (!real) {
      SoftmaxExecution.requireLogits(model, "robustness");
    }
    List<RobustResult> results = new ArrayList<>();
    long steps;
    try (OnnxSession session = model.open()) {
      AgreementGate.check(
          session, model.classifier(), around.probes(settings.around(), size, settings.seed()));
      // Inputs are evaluated without the errors that certificates allow for.
      try (NDManager manager = settings.engine().newManager();
          NetworkBounds exact = new NetworkBounds(graph, manager, settings.engine());
          @Nullable NetworkBounds executed = real ? null : executed(around.regions(), manager)) {
        Falsifier falsifier = new Falsifier(List.of(graph), manager, settings.attack());
        NetworkBounds bounds = executed == null ? exact : executed;
        Run run = new Run(session, bounds, exact, falsifier);
        for (int from = 0; from < examples.size(); from += BATCH) {
          int to = Math.min(examples.size(), from + BATCH);
          results.addAll(run.batch(examples.subList(from, to), around.regions().subList(from, to)));
          progress.update(to, examples.size());
        }
        steps = bounds.steps();
      }
    }
    return new RobustCertificate(results, steps, (System.nanoTime() - start) / 1e9);
  }

  /** Of the model as ONNX Runtime executes it in float32. */
  private NetworkBounds executed(List<Region> regions, NDManager manager) {
    return new NetworkBounds(
        regions.isEmpty() ? graph : model.executed(regions), manager, settings.engine());
  }

  /** One certification under way. */
  private final class Run {
    private final OnnxSession session;
    private final NetworkBounds bounds;
    private final NetworkBounds exact;
    private final Falsifier falsifier;

    Run(OnnxSession session, NetworkBounds bounds, NetworkBounds exact, Falsifier falsifier) {
      this.session = session;
      this.bounds = bounds;
      this.exact = exact;
      this.falsifier = falsifier;
    }

    List<RobustResult> batch(List<Example> examples, List<Region> regions)
        throws RuntimeFailureException {
      long start = System.nanoTime();
      double[][] clean = session.run(examples.stream().map(Example::image).toArray(float[][]::new));
      List<Integer> kept =
          IntStream.range(0, examples.size())
              .filter(i -> Scores.argmax(clean[i]) == examples.get(i).label())
              .boxed()
              .toList();
      List<Example> asked = kept.stream().map(examples::get).toList();
      List<Region> around = kept.stream().map(regions::get).toList();
      float[][] found = attack(asked, around);
      double[][] seen = session.run(found);
      double[] attained = attained(asked, found);
      boolean[] refuted = new boolean[asked.size()];
      for (int i = 0; i < refuted.length; i++) {
        // Another answer counts if real arithmetic and ONNX Runtime both give it.
        refuted[i] = attained[i] < 0 && Scores.argmax(seen[i]) != asked.get(i).label();
      }
      double[] margins =
          settings.stopsEarly()
              ? LabelLeads.leastUntilDecided(bounds, classes, asked, around, i -> refuted[i])
              : LabelLeads.least(bounds, classes, asked, around);
      double share = (System.nanoTime() - start) / 1e9 / Math.max(1, asked.size());
      List<RobustResult> results = new ArrayList<>();
      for (Example example : examples) {
        results.add(RobustResult.excluded(example));
      }
      for (int i = 0; i < asked.size(); i++) {
        results.set(
            kept.get(i),
            result(asked.get(i), margins[i], attained[i], refuted[i], found[i], share));
      }
      return results;
    }

    private RobustResult result(
        Example example,
        double margin,
        double attained,
        boolean refuted,
        float[] input,
        double seconds) {
      if (margin > attained) {
        throw new BracketViolation(
            "an input has margin "
                + attained
                + " where "
                + margin
                + " was certified: a bug, please report it");
      }
      Status status = margin > 0 ? Status.CERTIFIED : refuted ? Status.REFUTED : Status.UNKNOWN;
      return new RobustResult(
          example,
          status,
          OptionalDouble.of(margin),
          OptionalDouble.of(attained),
          refuted ? Optional.of(new Witness(input, -attained)) : Optional.empty(),
          seconds);
    }

    /** The most promising input of each region. */
    private float[][] attack(List<Example> examples, List<Region> regions) {
      List<Question> questions = new ArrayList<>();
      for (int i = 0; i < examples.size(); i++) {
        Example example = examples.get(i);
        questions.add(
            Question.any(
                example.image(),
                regions.get(i),
                RivalMargin.all(example.label(), classes),
                7919 * settings.seed() + example.index()));
      }
      List<List<Found>> found = falsifier.run(questions);
      float[][] inputs = new float[examples.size()][];
      for (int i = 0; i < inputs.length; i++) {
        inputs[i] = found.get(i).get(0).input();
        if (!regions.get(i).contains(inputs[i])) {
          throw new BracketViolation("a candidate left its region: a bug, please report it");
        }
      }
      return inputs;
    }

    /** At least the label's true lead at each input, in real arithmetic. */
    private double[] attained(List<Example> examples, float[][] inputs) {
      double[] attained = new double[inputs.length];
      if (inputs.length == 0) {
        return attained;
      }
      double[][] points = new double[inputs.length][];
      for (int i = 0; i < points.length; i++) {
        points[i] = Widened.of(inputs[i]);
      }
      NetworkBounds.Ends ends = Objects.requireNonNull(exact.at(points).get(exact.output()));
      for (int i = 0; i < attained.length; i++) {
        attained[i] = LabelLeads.most(ends.lower()[i], ends.upper()[i], examples.get(i).label());
      }
      return attained;
    }
  }
}
