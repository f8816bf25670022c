package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.faithful.ir.Op;
import ai.faithful.verify.rule.LinearRule;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Precision;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows +v_i and -v_i for chosen elements i of a value, whose lower bounds bound v_i from below
 * and above.
 *
 * <p>Selecting is exact, so that the first steps back are look-ups, not products: of offsets, and
 * of rows of the last linear operator's matrix. That is the weight matrix itself, or for a
 * convolution the matrix unrolled once, where it is small enough.
 */
final class UnitRows implements AutoCloseable {
  /** The most elements of an unrolled matrix: 128 MiB in float64. */
  private static final long UNROLLED = 1L << 24;

  private final Network network;
  private final List<Site> sums = new ArrayList<>();
  private String start;
  private @Nullable Site product;
  private @Nullable NDArray matrix;

  /** Walks back from a value through everything that need not be multiplied. */
  UnitRows(Network network, String value) {
    this.network = network;
    this.start = value;
    while (true) {
      Site site = network.producer(start);
      if (site == null || site.variables().size() != 1) {
        return;
      }
      int arg = site.variables().get(0);
      Op op = site.node().op();
      if (op instanceof Op.MatMul || op instanceof Op.Conv) {
        unroll(site, arg);
        return;
      }
      boolean sum = op instanceof Op.Add || op instanceof Op.Sub;
      if (!(op instanceof Op.Reshape) && !(sum && site.shape(arg).size() == site.shape().size())) {
        return;
      }
      if (sum) {
        sums.add(site);
      }
      start = site.node().inputs().get(arg);
    }
  }

  /** Row i of the matrix holds the coefficients of output i: copies of constants, and zeros. */
  private void unroll(Site site, int arg) {
    int size = site.shape().size();
    boolean weights =
        site.node().op() instanceof Op.MatMul
            && arg == 0
            && site.shape(1).rank() == 2
            && site.shape(0).size() == site.shape(0).dim(-1);
    if (!weights && (long) size * site.shape(arg).size() > UNROLLED) {
      return;
    }
    try (Scope scope = new Scope()) {
      NDArray rows;
      if (weights) {
        rows = site.transposed(1);
        rows = rows.reshape(rows.getShape());
      } else {
        // Each product is with 1, each sum of one non-zero: exact.
        NDArray identity = network.manager().eye(size, size, 0, network.precision().type());
        LinearRule rule = (LinearRule) Network.rule(site);
        rows =
            Relaxation.flat(
                rule.applyTransposed(
                    site, arg, identity.reshape(Relaxation.dims(size, site.shape()))));
      }
      scope.release(rows);
      matrix = rows;
      product = site;
    }
  }

  /**
   * Puts these rows into a pass of 2 x count rows: first the positive, then the negated ones.
   *
   * @param chosen flat indices of elements, {@code [B][count]} in row-major order
   */
  void plant(BackwardPass pass, long[] chosen) {
    Relaxation relaxation = pass.relaxation();
    int regions = (int) relaxation.regions();
    int count = chosen.length / regions;
    int rows = 2 * count;
    long[] twice = new long[2 * chosen.length];
    double[] plusMinus = new double[rows];
    for (int b = 0; b < regions; b++) {
      System.arraycopy(chosen, b * count, twice, 2 * b * count, count);
      System.arraycopy(chosen, b * count, twice, (2 * b + 1) * count, count);
    }
    for (int r = 0; r < rows; r++) {
      plusMinus[r] = r < count ? 1 : -1;
    }
    NDManager manager = network.manager();
    NDArray indices = manager.create(twice);
    NDArray signs =
        manager.create(plusMinus, new Shape(1, rows)).toType(network.precision().type(), true);
    for (Site sum : sums) {
      signs = gatherOffset(pass, relaxation, sum, indices, signs);
    }
    NDArray lookedUp =
        matrix == null
            ? indices.oneHot(network.graph().shapeOf(start).size(), network.precision().type())
            : matrix.get(new NDIndex("{}", indices));
    NDArray a =
        lookedUp.reshape(regions, rows, lookedUp.getShape().get(1)).mul(signs.expandDims(2));
    String value = start;
    if (product != null) {
      int arg = product.variables().get(0);
      value = product.node().inputs().get(arg);
      addRadius(pass, relaxation, product, arg, indices.reshape(regions, rows));
    }
    Support support = product == null ? null : relaxation.support(value);
    long first = (long) regions * rows;
    pass.add(
        value,
        support == null
            ? Coefficients.all(a.reshape(Relaxation.dims(first, network.graph().shapeOf(value))))
            : new Coefficients(support.ofRows(a).reshape(first, support.size()), support));
  }

  /** An enclosed matrix costs the selected elements of R m. */
  private void addRadius(
      BackwardPass pass, Relaxation relaxation, Site site, int arg, NDArray indices) {
    if (!relaxation.rigorous()) {
      return;
    }
    LinearRule rule = (LinearRule) Network.rule(site);
    NDArray m = relaxation.box(site.node().inputs().get(arg)).magnitude();
    NDArray uncertain = rule.applyRadius(site, arg, m);
    if (uncertain != null) {
      Precision precision = network.precision();
      int n = rule.terms(site, arg);
      pass.addSlack(
          Relaxation.flat(uncertain)
              .add(2 * n * precision.minNormal())
              .mul(Rounding.inflation(n + 1, precision))
              .gather(indices, 1));
    }
  }

  /** Adds the selected elements of an offset and returns the signs in front of it. */
  private static NDArray gatherOffset(
      BackwardPass pass, Relaxation relaxation, Site site, NDArray indices, NDArray signs) {
    LinearRule rule = (LinearRule) Network.rule(site);
    NDArray offset = rule.offset(site);
    if (offset != null) {
      pass.addConstant(gather(offset, site, indices, relaxation).mul(signs));
    }
    NDArray radius = rule.offsetRadius(site);
    if (relaxation.rigorous() && radius != null) {
      pass.addSlack(gather(radius, site, indices, relaxation));
    }
    boolean negates = site.node().op() instanceof Op.Sub && site.isVariable(1);
    return negates ? signs.neg() : signs;
  }

  private static NDArray gather(NDArray offset, Site site, NDArray indices, Relaxation relaxation) {
    return Relaxation.spread(offset, site)
        .reshape(site.shape().size())
        .get(new NDIndex("{}", indices))
        .reshape(relaxation.regions(), indices.size() / relaxation.regions());
  }

  @Override
  public void close() {
    if (matrix != null) {
      matrix.close();
    }
  }
}
