package ai.faithful.verify.certificate;

import ai.faithful.verify.RuntimeFailureException;
import ai.faithful.verify.attack.Falsifier;
import ai.faithful.verify.attack.Objective;
import ai.faithful.verify.attack.Question;
import ai.faithful.verify.bound.Method;
import ai.faithful.verify.region.Region;
import ai.faithful.verify.rule.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Decides a batch of examples: which are excluded, what is proved, what is attained. */
final class BatchCertifier {
  private final CertifySettings settings;
  private final PairBounds bounds;
  private final Falsifier falsifier;
  private final Replay replay;
  private final Judge judge;
  private final SoftmaxExecution head;
  private final Goal goal;

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
    this.goal = Goal.of(settings);
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
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      questions.add(question(examples.get(i), regions.get(i)));
    }
    Candidates candidates = Candidates.of(falsifier, replay, examples, regions, questions);
    List<Proof> proofs = prove(examples, regions, candidates);
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      findings.add(candidates.finding(i, proofs.get(i)));
    }
    return findings;
  }

  /** Without a search first; then with one, for what is open if that is enough. */
  private List<Proof> prove(List<Example> examples, List<Region> regions, Candidates candidates) {
    List<Proof> proofs = new ArrayList<>();
    for (Method method : bounds.method().fixed()) {
      List<Proof> found = prove(examples, regions, method);
      for (int i = 0; i < found.size(); i++) {
        if (proofs.size() <= i) {
          proofs.add(found.get(i));
        } else {
          proofs.set(i, proofs.get(i).and(found.get(i)));
        }
      }
    }
    int[] open =
        IntStream.range(0, bounds.method().searches() ? examples.size() : 0)
            .filter(i -> !isEnough(proofs.get(i), candidates, i))
            .toArray();
    if (open.length > 0) {
      List<Proof> searched =
          prove(
              IntStream.of(open).mapToObj(examples::get).toList(),
              IntStream.of(open).mapToObj(regions::get).toList(),
              bounds.method());
      for (int k = 0; k < open.length; k++) {
        proofs.set(open[k], proofs.get(open[k]).and(searched.get(k)));
      }
    }
    return proofs;
  }

  private boolean isEnough(Proof proof, Candidates candidates, int example) {
    return settings.stopsEarly()
        && goal.decides()
        && (goal.isCertified(proof) || candidates.refute(goal, example));
  }

  @SuppressWarnings("try") // the scope frees what is made inside it
  private List<Proof> prove(List<Example> examples, List<Region> regions, Method method) {
    int[] labels = examples.stream().mapToInt(Example::label).toArray();
    double[][] centres = examples.stream().map(e -> Widened.of(e.image())).toArray(double[][]::new);
    try (Scope scope = new Scope()) {
      BoundedRegions bounded = bounds.intermediate(regions, method);
      return judge.prove(bounds, bounded, labels, centres).stream().map(head::of).toList();
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
