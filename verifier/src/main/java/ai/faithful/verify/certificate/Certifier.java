package ai.faithful.verify.certificate;

import ai.djl.ndarray.NDManager;
import ai.faithful.ir.Graph;
import ai.faithful.verify.SettingException;
import ai.faithful.verify.VerifyException;
import ai.faithful.verify.attack.Falsifier;
import ai.faithful.verify.region.Region;
import ai.faithful.verify.runtime.AgreementGate;
import ai.faithful.verify.runtime.OnnxSession;
import ai.faithful.verify.runtime.Probe;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Certifies a student against its teacher around examples (THEORY 2 to 4): the gate first, then for
 * each example a certificate from above and an attack from below.
 */
public final class Certifier {
  /** The most numbers in one array of rows, 64 MiB. */
  private static final long ARRAY_BUDGET = 1L << 23;

  private static final int MOST_REGIONS = 32;

  private final ModelPair pair;
  private final CertifySettings settings;

  public Certifier(ModelPair pair, CertifySettings settings) {
    this.pair = pair;
    this.settings = settings;
  }

  /**
   * Answers for every example, in order.
   *
   * @throws SettingException if an example has another size, lies outside the domain, or has a
   *     label that is no class
   * @throws VerifyException if a model does not fit, ONNX Runtime cannot run it, or computes
   *     something else than what would be certified
   * @throws BracketViolation if an input contradicts a certificate: a bug
   */
  public Certificate certify(List<Example> examples, Progress progress) throws VerifyException {
    long start = System.nanoTime();
    settings.property().check(pair);
    Surroundings around =
        Surroundings.of(examples, settings.around(), pair.inputSize(), pair.classes());
    SoftmaxExecution head =
        settings.semantics() == Semantics.REAL
            ? SoftmaxExecution.NONE
            : SoftmaxExecution.of(pair, settings.property());
    Judge judge = Judge.of(settings.property(), pair.classes(), enough(head));
    try (OnnxSession teacher = pair.teacher().open();
        OnnxSession student = pair.student().open()) {
      List<Probe> probes = around.probes(settings.around(), pair.inputSize(), settings.seed());
      AgreementGate.check(teacher, pair.teacher().classifier(), probes);
      AgreementGate.check(student, pair.student().classifier(), probes);
      // Inputs are evaluated without the errors that certificates allow for.
      try (NDManager manager = settings.engine().newManager();
          PairBounds exact = bounds(pair.teacher().logits(), pair.student().logits(), manager);
          @Nullable PairBounds executed = executed(around.regions(), manager)) {
        PairBounds bounds = executed == null ? exact : executed;
        Falsifier falsifier =
            new Falsifier(
                List.of(pair.teacher().logits(), pair.student().logits()),
                manager,
                settings.attack());
        Replay replay = new Replay(pair, teacher, student, exact, judge);
        BatchCertifier batches =
            new BatchCertifier(settings, bounds, falsifier, replay, judge, head);
        int size = batchSize(bounds, judge);
        List<ExampleResult> results = certify(around, batches, size, progress);
        return new Certificate(results, Summary.of(results, bounds.steps(), seconds(start)));
      }
    }
  }

  /** What a bound on the difference of confidences has to be for a verdict, and need not exceed. */
  private double enough(SoftmaxExecution head) {
    return settings.stopsEarly() && settings.delta().isPresent()
        ? head.before(settings.delta().get())
        : Double.NEGATIVE_INFINITY;
  }

  private PairBounds bounds(Graph teacher, Graph student, NDManager manager) {
    return new PairBounds(
        teacher, student, settings.bound(), settings.engine(), manager, pair.classes());
  }

  /** Of both models as ONNX Runtime executes them in float32; null if that is not asked. */
  private @Nullable PairBounds executed(List<Region> regions, NDManager manager) {
    return settings.semantics() == Semantics.REAL || regions.isEmpty()
        ? null
        : bounds(pair.teacher().executed(regions), pair.student().executed(regions), manager);
  }

  private List<ExampleResult> certify(
      Surroundings around, BatchCertifier batches, int size, Progress progress)
      throws VerifyException {
    List<Example> examples = around.examples();
    List<Region> regions = around.regions();
    List<ExampleResult> results = new ArrayList<>();
    for (int from = 0; from < examples.size(); from += size) {
      int to = Math.min(examples.size(), from + size);
      results.addAll(batches.certify(examples.subList(from, to), regions.subList(from, to)));
      progress.update(to, examples.size());
    }
    return results;
  }

  private int batchSize(PairBounds bounds, Judge judge) {
    if (settings.batch() > 0) {
      return settings.batch();
    }
    long rows = Math.max(64, judge.rows());
    return (int) Math.max(1, Math.min(MOST_REGIONS, ARRAY_BUDGET / (rows * bounds.widest())));
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
