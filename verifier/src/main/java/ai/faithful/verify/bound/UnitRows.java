package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.faithful.ir.Op;
import ai.faithful.verify.rule.LinearRule;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Rule;
import ai.faithful.verify.rule.Site;

/**
 * The rows +v_i and -v_i for chosen elements i of a value, whose lower bounds bound v_i from below
 * and above. Selecting is exact, so that the first steps back are look-ups, not products: of the
 * offset, and of rows of the weight matrix.
 */
final class UnitRows {
  private final Relaxation relaxation;
  private final BackwardPass pass;
  private final long regions;
  private final long rows;
  private final NDArray indices;
  private NDArray signs;

  private UnitRows(Relaxation relaxation, long[] chosen, int regions) {
    int count = chosen.length / regions;
    NDManager manager = relaxation.network().manager();
    this.relaxation = relaxation;
    this.regions = regions;
    this.rows = 2L * count;
    this.pass = new BackwardPass(relaxation, regions, rows);
    long[] twice = new long[2 * chosen.length];
    double[] plusMinus = new double[2 * count];
    for (int b = 0; b < regions; b++) {
      for (int r = 0; r < count; r++) {
        long index = chosen[b * count + r];
        twice[2 * b * count + r] = index;
        twice[(2 * b + 1) * count + r] = index;
        plusMinus[r] = 1;
        plusMinus[count + r] = -1;
      }
    }
    this.indices = manager.create(twice);
    this.signs =
        manager
            .create(plusMinus, new Shape(1, rows))
            .toType(relaxation.network().precision().type(), false);
  }

  /**
   * A pass that starts with these rows.
   *
   * @param chosen flat indices of elements, {@code [regions][count]} in row-major order
   * @return with 2 x count rows: first the positive, then the negated ones
   */
  static BackwardPass start(Relaxation relaxation, String value, long[] chosen, int regions) {
    UnitRows unit = new UnitRows(relaxation, chosen, regions);
    unit.walk(value);
    return unit.pass;
  }

  private void walk(String value) {
    String at = value;
    while (true) {
      Site site = relaxation.network().producer(at);
      if (site == null || site.variables().size() != 1) {
        dense(at);
        return;
      }
      int arg = site.variables().get(0);
      Op op = site.node().op();
      if (op instanceof Op.MatMul && isRowTimesMatrix(site, arg)) {
        gatherWeights(site);
        return;
      }
      boolean sum = op instanceof Op.Add || op instanceof Op.Sub;
      if (sum && site.shape(arg).size() == site.shape().size()) {
        gatherOffset(site);
        signs = op instanceof Op.Sub && arg == 1 ? signs.neg() : signs;
      } else if (!(op instanceof Op.Reshape)) {
        dense(at);
        return;
      }
      at = site.node().inputs().get(arg);
    }
  }

  private static boolean isRowTimesMatrix(Site site, int arg) {
    return arg == 0 && site.shape(1).rank() == 2 && site.shape(0).size() == site.shape(0).dim(-1);
  }

  /** A row of W^T for each index: copied and negated, both exact. */
  private void gatherWeights(Site site) {
    String operand = site.node().inputs().get(0);
    NDArray gathered = select(site.constant(1));
    long size = gathered.getShape().get(1);
    NDArray signed = gathered.reshape(regions, rows, size).mul(signs.expandDims(2));
    long[] shape = new long[site.shape(0).rank() + 1];
    shape[0] = regions * rows;
    for (int i = 1; i < shape.length; i++) {
      shape[i] = site.shape(0).dim(i - 1);
    }
    NDArray radius = site.radius(1);
    if (relaxation.rigorous() && radius != null) {
      NDArray uncertain = select(radius).reshape(regions, rows, size);
      pass.addSlack(pass.absoluteProduct(uncertain, relaxation.magnitude(operand)));
    }
    pass.add(operand, signed.reshape(shape));
  }

  private NDArray select(NDArray weights) {
    return weights.swapAxes(0, 1).get(new NDIndex("{}", indices));
  }

  private void gatherOffset(Site site) {
    Rule rule = Network.rule(site);
    LinearRule linear = (LinearRule) rule;
    NDArray offset = linear.offset(site);
    if (offset != null) {
      pass.addConstant(gather(offset, site).mul(signs));
    }
    NDArray radius = linear.offsetRadius(site);
    if (relaxation.rigorous() && radius != null) {
      pass.addSlack(gather(radius, site));
    }
  }

  private NDArray gather(NDArray offset, Site site) {
    long[] dims = site.shape().dims().stream().mapToLong(d -> d).toArray();
    return offset
        .broadcast(new Shape(dims))
        .reshape(site.shape().size())
        .get(new NDIndex("{}", indices))
        .reshape(regions, rows);
  }

  private void dense(String value) {
    int size = relaxation.network().graph().shapeOf(value).size();
    NDArray ones = indices.oneHot(size, relaxation.network().precision().type());
    NDArray signed = ones.reshape(regions, rows, size).mul(signs.expandDims(2));
    long[] dims =
        java.util.stream.LongStream.concat(
                java.util.stream.LongStream.of(regions * rows),
                relaxation.network().graph().shapeOf(value).dims().stream().mapToLong(d -> d))
            .toArray();
    pass.add(value, signed.reshape(dims));
  }
}
