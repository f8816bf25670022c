package ai.faithful.verify.bound;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.faithful.ir.Shape;
import ai.faithful.verify.region.BallRegion;
import ai.faithful.verify.region.BoxRegion;
import ai.faithful.verify.region.MappedRegion;
import ai.faithful.verify.region.Norm;
import ai.faithful.verify.region.Region;
import java.util.List;

/** Regions on the tensor engine. */
public final class InputRegions {
  private InputRegions() {}

  /**
   * A batch of regions of one kind.
   *
   * @param shape of the input
   * @param regions at least one, all of the same kind
   * @param precision FLOAT32 or FLOAT64; ends are rounded outward
   */
  public static Concretizer of(
      NDManager manager, Shape shape, List<? extends Region> regions, DataType precision) {
    double[][] lower = regions.stream().map(Region::lower).toArray(double[][]::new);
    double[][] upper = regions.stream().map(Region::upper).toArray(double[][]::new);
    Box box = Box.of(manager, shape, lower, upper, precision);
    Region first = regions.get(0);
    if (first instanceof BoxRegion) {
      requireSame(regions, BoxRegion.class);
      return box;
    }
    if (first instanceof BallRegion ball) {
      return balls(manager, box, requireSame(regions, BallRegion.class), ball.norm(), precision);
    }
    return images(manager, box, requireSame(regions, MappedRegion.class), precision);
  }

  private static Concretizer balls(
      NDManager manager, Box box, List<BallRegion> balls, Norm norm, DataType precision) {
    if (!balls.stream().allMatch(ball -> ball.norm() == norm)) {
      throw new IllegalArgumentException("balls of different norms in one batch");
    }
    double[][] center = balls.stream().map(BallRegion::center).toArray(double[][]::new);
    double[] radius = balls.stream().mapToDouble(ball -> ball.epsilon().up()).toArray();
    return norm == Norm.L1
        ? L1Ball.of(manager, center, radius, box, precision)
        : L2Ball.of(manager, center, radius, box, precision);
  }

  private static Concretizer images(
      NDManager manager, Box box, List<MappedRegion> images, DataType precision) {
    return AffineImage.of(
        manager,
        images.stream().map(MappedRegion::center).toArray(double[][]::new),
        images.stream().map(MappedRegion::directions).toArray(double[][][]::new),
        images.stream().map(MappedRegion::leastParameters).toArray(double[][]::new),
        images.stream().map(MappedRegion::greatestParameters).toArray(double[][]::new),
        images.stream().mapToDouble(MappedRegion::tolerance).toArray(),
        box,
        precision);
  }

  private static <T extends Region> List<T> requireSame(
      List<? extends Region> regions, Class<T> kind) {
    if (!regions.stream().allMatch(kind::isInstance)) {
      throw new IllegalArgumentException("regions of different kinds in one batch");
    }
    return regions.stream().<T>map(kind::cast).toList();
  }
}
