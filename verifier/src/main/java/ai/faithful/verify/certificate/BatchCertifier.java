package ai.faithful.verify.certificate;

import ai.faithful.verify.RuntimeFailureException;
import ai.faithful.verify.attack.ConfidenceAttack;
import ai.faithful.verify.region.Region;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides a batch of examples: which are excluded, what is proved, what is attained. */
final class BatchCertifier {
  private final CertifySettings settings;
  private final PairBounds bounds;
  private final ConfidenceAttack attack;
  private final Replay replay;

  BatchCertifier(
      CertifySettings settings, PairBounds bounds, ConfidenceAttack attack, Replay replay) {
    this.settings = settings;
    this.bounds = bounds;
    this.attack = attack;
    this.replay = replay;
  }

  PairBounds bounds() {
    return bounds;
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
    List<RegionCertificate> certificates = RegionCertificate.of(bounds, regions, labels, centres);
    // Each example has its own seed, so that an answer does not depend on its neighbours.
    long[] seeds = examples.stream().mapToLong(e -> 7919 * settings.seed() + e.index()).toArray();
    float[][][] candidates = attack.run(images, regions, labels, seeds);
    float[][] points = new float[3 * count][];
    int[] pointLabels = new int[3 * count];
    for (int i = 0; i < count; i++) {
      points[3 * i] = candidates[i][0];
      points[3 * i + 1] = candidates[i][1];
      points[3 * i + 2] = images.get(i);
      for (int k = 0; k < 3; k++) {
        pointLabels[3 * i + k] = labels[i];
        if (!regions.get(i).contains(points[3 * i + k])) {
          throw new BracketViolation("a candidate left its region: a bug, please report it");
        }
      }
    }
    Replay.Seen[] seen = replay.of(points, pointLabels);
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      findings.add(Finding.of(certificates.get(i), points, seen, 3 * i));
    }
    return findings;
  }
}
