package ai.faithful.verify.certificate;

import ai.faithful.verify.attack.AttackSettings;
import ai.faithful.verify.attack.Falsifier;
import ai.faithful.verify.attack.Found;
import ai.faithful.verify.attack.Question;
import ai.faithful.verify.certificate.SoundnessSampler.Report;
import ai.faithful.verify.region.Region;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Inputs of regions held against what is claimed of all of their inputs, without tolerance. */
final class RegionSampler {
  /** Starts elsewhere than a certifier's. */
  static final AttackSettings ATTACK = new AttackSettings(20, 6);

  private static final int BATCH = 512;

  /** Far above the rounding of a forward pass in double; only saves work. */
  private static final double NEAR = 1e-6;

  private final Falsifier falsifier;
  private final long samples;
  private final long seed;

  /**
   * @param samples inputs in all, shared out evenly
   */
  RegionSampler(Falsifier falsifier, long samples, long seed) {
    this.falsifier = falsifier;
    this.samples = samples;
    this.seed = seed;
  }

  /** What is claimed of every input of one example's region. */
  interface Claim {
    /** The example's. */
    int index();

    Region region();

    /** The search for inputs that come nearest to breaking it. */
    Question attack(long seed);

    /**
     * How far each point is from breaking it; negative if it is broken.
     *
     * @param rigorous whether rounding is counted in the claim's favour, or left out
     */
    double[] slack(double[][] points, boolean rigorous);
  }

  /**
   * Samples the regions in turn: ends of an attack, points anywhere, corners, points near corners.
   */
  Report check(List<? extends Claim> claims, Progress progress) {
    Report total = new Report(0, 0, Double.POSITIVE_INFINITY, "");
    if (claims.isEmpty()) {
      return total;
    }
    long share = (samples + claims.size() - 1) / claims.size();
    for (int i = 0; i < claims.size(); i++) {
      Claim claim = claims.get(i);
      Region region = claim.region();
      Random random = new Random(seed * 7919 + claim.index());
      List<double[]> batch = new ArrayList<>();
      for (Found found : falsifier.run(List.of(claim.attack(seed + 1))).get(0)) {
        batch.add(Widened.of(found.input()));
      }
      for (long done = 0; done < share; done += batch.size()) {
        if (done > 0) {
          batch.clear();
        }
        while (batch.size() < Math.min(BATCH, share - done)) {
          batch.add(Widened.of(region.random(random)));
        }
        total = total.plus(evaluate(claim, batch.toArray(double[][]::new)));
      }
      progress.update(i + 1, claims.size());
    }
    return total;
  }

  private static Report evaluate(Claim claim, double[][] points) {
    double[] near = claim.slack(points, false);
    List<double[]> close = new ArrayList<>();
    double closest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < points.length; i++) {
      closest = Math.min(closest, near[i]);
      if (!(near[i] > NEAR)) {
        close.add(points[i]);
      }
    }
    long violations = 0;
    String worst = "";
    if (!close.isEmpty()) {
      for (double slack : claim.slack(close.toArray(double[][]::new), true)) {
        if (slack < 0) {
          violations++;
          worst = "example " + claim.index() + " is exceeded by " + -slack;
        }
      }
    }
    return new Report(points.length, violations, closest, worst);
  }
}
