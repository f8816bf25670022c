package ai.faithful.verify.certificate;

import ai.faithful.verify.RuntimeFailureException;
import ai.faithful.verify.attack.Falsifier;
import ai.faithful.verify.attack.Found;
import ai.faithful.verify.attack.Objective;
import ai.faithful.verify.attack.Question;
import ai.faithful.verify.region.Region;
import ai.faithful.verify.rule.Scope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides a batch of examples: which are excluded, what is proved, what is attained. */
final class BatchCertifier {
  private final CertifySettings settings;
  private final PairBounds bounds;
  private final Falsifier falsifier;
  private final Replay replay;
  private final Judge judge;
  private final SoftmaxExecution head;

  BatchCertifier(
      CertifySettings settings,
      PairBounds bounds,
      Falsifier falsifier,
      Replay replay,
      Judge judge,
      SoftmaxExecution head) {
    this.settings = settings;
    this.bounds = bounds;
    this.falsifier = falsifier;
    this.replay = replay;
    this.judge = judge;
    this.head = head;
  }

  List<ExampleResult> certify(List<Example> examples, List<Region> regions)
      throws RuntimeFailureException {
    long start = System.nanoTime();
    float[][] images = examples.stream().map(Example::image).toArray(float[][]::new);
    int[] classes = replay.teacherClasses(images);
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < classes.length; i++) {
      if (classes[i] == examples.get(i).label()) {
        kept.add(i);
      }
    }
    @Nullable Finding[] findings = new Finding[classes.length];
    if (!kept.isEmpty()) {
      List<Finding> found =
          find(kept.stream().map(examples::get).toList(), kept.stream().map(regions::get).toList());
      for (int i = 0; i < found.size(); i++) {
        findings[kept.get(i)] = found.get(i);
      }
    }
    double share = (System.nanoTime() - start) / 1e9 / Math.max(1, kept.size());
    List<ExampleResult> results = new ArrayList<>();
    for (int i = 0; i < classes.length; i++) {
      Finding finding = findings[i];
      results.add(
          finding == null
              ? ExampleResult.excluded(examples.get(i), 0)
              : finding.result(examples.get(i), settings, share));
    }
    return results;
  }

  private List<Finding> find(List<Example> examples, List<Region> regions)
      throws RuntimeFailureException {
    int count = examples.size();
    List<float[]> images = examples.stream().map(Example::image).toList();
    int[] labels = examples.stream().mapToInt(Example::label).toArray();
    double[][] centres = images.stream().map(Widened::of).toArray(double[][]::new);
    List<Proof> proofs = prove(regions, labels, centres);
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      questions.add(question(examples.get(i), regions.get(i)));
    }
    List<List<Found>> found = falsifier.run(questions);
    List<float[]> points = new ArrayList<>();
    List<Integer> pointLabels = new ArrayList<>();
    int[] first = new int[count + 1];
    for (int i = 0; i < count; i++) {
      List<float[]> own = new ArrayList<>(found.get(i).stream().map(Found::input).toList());
      own.add(images.get(i));
      for (float[] point : own) {
        if (!regions.get(i).contains(point)) {
          throw new BracketViolation("a candidate left its region: a bug, please report it");
        }
        points.add(point);
        pointLabels.add(labels[i]);
      }
      first[i + 1] = points.size();
    }
    float[][] all = points.toArray(float[][]::new);
    Attained[] attained =
        replay.of(all, pointLabels.stream().mapToInt(Integer::intValue).toArray());
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      findings.add(Finding.of(proofs.get(i), all, attained, first[i], first[i + 1]));
    }
    return findings;
  }

  @SuppressWarnings("try") // the scope frees what is made inside it
  private List<Proof> prove(List<Region> regions, int[] labels, double[][] centres) {
    try (Scope scope = new Scope()) {
      return judge.prove(bounds, bounds.intermediate(regions), labels, centres).stream()
          .map(head::of)
          .toList();
    }
  }

  /** What to attack; each example has its own seed, so that no answer depends on its neighbours. */
  private Question question(Example example, Region region) {
    long seed = 7919 * settings.seed() + example.index();
    List<Objective> objectives = judge.objectives(example.label());
    return judge.isMetByAny()
        ? Question.any(example.image(), region, objectives, seed)
        : Question.each(example.image(), region, objectives, seed);
  }
}
