package ai.faithful.verify.certificate;

import ai.djl.ndarray.NDManager;
import ai.faithful.ir.Graph;
import ai.faithful.verify.benchmark.BoundsBenchmark;
import ai.faithful.verify.bound.BoundSettings;
import ai.faithful.verify.region.Domain;
import ai.faithful.verify.region.Epsilon;
import ai.faithful.verify.region.Norm;
import ai.faithful.verify.region.NormBall;
import ai.faithful.verify.region.Region;
import ai.faithful.verify.rule.Scope;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** The joint bound of the confidence difference of two networks, for the benchmark. */
public final class PairBenchmark implements BoundsBenchmark.Task, AutoCloseable {
  private final PairBounds bounds;
  private final List<Region> regions = new ArrayList<>();
  private final int[][] references;
  private final double[][] centres;

  public PairBenchmark(
      Graph teacher,
      Graph student,
      NDManager manager,
      BoundSettings settings,
      float[][] images,
      int[] labels,
      String eps) {
    int classes = teacher.shapeOf(teacher.outputs().get(0)).size();
    this.bounds = new PairBounds(teacher, student, BoundMethod.JOINT, settings, manager, classes);
    NormBall ball = new NormBall(Norm.INF, Epsilon.of(new BigDecimal(eps)), Domain.UNIT);
    this.references = new int[images.length][];
    this.centres = new double[images.length][];
    for (int b = 0; b < images.length; b++) {
      regions.add(ball.around(images[b]));
      references[b] = new int[] {labels[b]};
      centres[b] = Widened.of(images[b]);
    }
  }

  @SuppressWarnings("try") // the scope frees what is made inside it
  @Override
  public double run(NDManager manager) {
    double sum = 0;
    try (Scope scope = new Scope()) {
      BoundedRegions bounded = bounds.intermediate(regions, bounds.method());
      for (List<RegionCertificate> own :
          RegionCertificate.of(bounds, bounded, references, centres, Double.NEGATIVE_INFINITY)) {
        sum += Math.max(own.get(0).over().least(), own.get(0).under().least());
      }
    }
    return sum / regions.size();
  }

  @Override
  public void close() {
    bounds.close();
  }
}
