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
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows +v_i or -v_i for chosen elements i of a value, whose lower bounds bound v_i from below
 * or above.
 *
 * <p>Selecting is exact, so that the first steps back are look-ups, not products: of offsets, and
 * of rows of the last linear operator's matrix. That is the weight matrix itself, or of a
 * convolution's matrix the rows that are wanted, unrolled once, where they are few enough.
 */
final class UnitRows implements AutoCloseable {
  /** The most elements of an unrolled matrix: 128 MiB in float64. */
  private static final long UNROLLED = 1L << 24;

  /** The engine's memory is seen through buffers of less than 2 GiB. */
  private static final long BUFFERED = Integer.MAX_VALUE / Double.BYTES;

  private final Network network;
  private final String value;
  private final List<Sum> sums = new ArrayList<>();

  /**
   * A sum on the way back from the value.
   *
   * @param offset of all elements, null for none
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Sum(Site site, double @Nullable [] offset) {}

  private String start;
  private @Nullable Site product;
  private @Nullable NDArray matrix;

  /** Elements that rows of the matrix belong to, ascending; null for all. */
  private long @Nullable [] unrolled;

  /**
   * Walks back from a value through everything that need not be multiplied.
   *
   * @param elements those that will be chosen, by region
   */
  UnitRows(Network network, String value, int[][] elements) {
    this.network = network;
    this.value = value;
    this.start = value;
    while (true) {
      Site site = network.producer(start);
      if (site == null || site.variables().size() != 1) {
        return;
      }
      int arg = site.variables().get(0);
      Op op = site.node().op();
      if (op instanceof Op.MatMul || op instanceof Op.Conv) {
        unroll(site, arg, elements);
        return;
      }
      boolean sum = op instanceof Op.Add || op instanceof Op.Sub;
      if (!(op instanceof Op.Reshape) && !(sum && site.shape(arg).size() == site.shape().size())) {
        return;
      }
      if (sum) {
        sums.add(new Sum(site, offset(site)));
      }
      start = site.node().inputs().get(arg);
    }
  }

  @SuppressWarnings("try") // the scope frees what is made inside it
  private static double @Nullable [] offset(Site site) {
    try (Scope scope = new Scope()) {
      NDArray offset = ((LinearRule) Network.rule(site)).offset(site);
      return offset == null ? null : Layout.doubles(Layout.spread(offset, site));
    }
  }

  /** Row i of the matrix holds the coefficients of output i: copies of constants, and zeros. */
  private void unroll(Site site, int arg, int[][] elements) {
    int size = site.shape().size();
    // Padded rows may be of element 0.
    long[] wanted =
        LongStream.concat(
                LongStream.of(0),
                Arrays.stream(elements).flatMapToInt(Arrays::stream).asLongStream())
            .sorted()
            .distinct()
            .toArray();
    boolean weights =
        site.node().op() instanceof Op.MatMul
            && arg == 0
            && site.shape(1).rank() == 2
            && site.shape(0).size() == site.shape(0).dim(-1);
    if (!weights && (long) wanted.length * site.shape(arg).size() > UNROLLED) {
      return;
    }
    try (Scope scope = new Scope()) {
      NDArray rows;
      if (weights) {
        rows = site.transposed(1);
        rows = rows.reshape(rows.getShape());
      } else {
        // Each product is with 1, each sum of one non-zero: exact.
        NDArray units = network.manager().create(wanted).oneHot(size, network.precision().type());
        LinearRule rule = (LinearRule) Network.rule(site);
        rows =
            Layout.flat(
                rule.applyTransposed(
                    site, arg, units.reshape(Layout.dims(wanted.length, site.shape()))));
        unrolled = wanted;
      }
      scope.release(rows);
      matrix = rows;
      product = site;
    }
  }

  /**
   * Puts these rows into a pass.
   *
   * @param chosen flat indices of elements, {@code [B][R]} in row-major order
   * @param sign 1 for the elements, -1 for the negated ones
   */
  void plant(BackwardPass pass, long[] chosen, int sign) {
    Relaxation relaxation = pass.relaxation();
    int regions = (int) relaxation.regions();
    int rows = chosen.length / regions;
    NDManager manager = network.manager();
    boolean paid = relaxation.rigorous() && pass.payments().payForElements(value);
    int signs = sign;
    for (Sum sum : sums) {
      signs = addOffset(pass, sum, chosen, signs, paid);
    }
    String from = start;
    if (product != null) {
      int arg = product.variables().get(0);
      from = product.node().inputs().get(arg);
      if (relaxation.rigorous() && !paid) {
        NDArray indices = manager.create(chosen, new Shape(regions, rows));
        addRadius(pass, relaxation, product, arg, indices);
      }
    }
    Support support = product == null ? null : relaxation.support(from);
    long[] numbers = unrolled == null ? chosen : numbers(chosen);
    Coefficients coefficients =
        matrix != null && relaxation.isHosted() && matrix.size() < BUFFERED
            ? copied(matrix, numbers, signs, relaxation, support, from)
            : gathered(numbers, signs, relaxation, support, from);
    if (paid) {
      pass.plantPaid(from, coefficients);
    } else {
      pass.plant(from, coefficients);
    }
  }

  /** By operations of the engine. */
  private Coefficients gathered(
      long[] numbers, int sign, Relaxation relaxation, @Nullable Support support, String from) {
    NDArray indices = network.manager().create(numbers);
    NDArray lookedUp =
        matrix == null
            ? indices.oneHot(network.graph().shapeOf(start).size(), network.precision().type())
            : Layout.rows(matrix, indices);
    NDArray a = sign < 0 ? lookedUp.neg() : lookedUp;
    if (support == null) {
      return Coefficients.all(
          a.reshape(Layout.dims(numbers.length, network.graph().shapeOf(from))));
    }
    long regions = relaxation.regions();
    NDArray rows = a.reshape(regions, numbers.length / regions, width(a));
    return new Coefficients(support.ofRows(rows).reshape(numbers.length, support.size()), support);
  }

  /** Row by row. */
  private Coefficients copied(
      NDArray weights,
      long[] numbers,
      int sign,
      Relaxation relaxation,
      @Nullable Support support,
      String from) {
    Precision precision = network.precision();
    int width = (int) width(weights);
    Shape shape =
        support == null
            ? Layout.dims(numbers.length, network.graph().shapeOf(from))
            : new Shape(numbers.length, support.size());
    NDArray a = network.manager().create(shape, precision.type());
    ByteBuffer all = weights.toByteBuffer(true);
    ByteBuffer out = a.toByteBuffer(true);
    RowKernel kernel = RowKernel.of(precision, width);
    int rows = numbers.length / (int) relaxation.regions();
    int at = 0;
    for (int i = 0; i < numbers.length; i++) {
      int first = (int) numbers[i] * width;
      if (support == null) {
        at += kernel.read(all, first, width).write(out, at, sign);
      } else {
        at += kernel.read(all, first, width, support.elements(i / rows)).write(out, at, sign);
      }
    }
    return new Coefficients(a, support);
  }

  /** Of elements among those that the matrix has rows for. */
  private long[] numbers(long[] elements) {
    long[] all = Objects.requireNonNull(unrolled);
    return Arrays.stream(elements).map(element -> Arrays.binarySearch(all, element)).toArray();
  }

  /** An enclosed matrix costs the selected elements of R m. */
  private void addRadius(
      BackwardPass pass, Relaxation relaxation, Site site, int arg, NDArray indices) {
    LinearRule rule = (LinearRule) Network.rule(site);
    NDArray m = relaxation.box(site.node().inputs().get(arg)).magnitude();
    NDArray uncertain = rule.applyRadius(site, arg, m);
    if (uncertain != null) {
      Precision precision = network.precision();
      int n = rule.terms(site, arg);
      pass.totals()
          .addSlack(
              Layout.flat(uncertain)
                  .add(2 * n * precision.minNormal())
                  .mul(Rounding.inflation(n + 1, precision))
                  .gather(indices, 1));
    }
  }

  /** Adds the selected elements of an offset and returns the sign in front of it. */
  private int addOffset(BackwardPass pass, Sum sum, long[] chosen, int sign, boolean paid) {
    Relaxation relaxation = pass.relaxation();
    Site site = sum.site();
    double[] offset = sum.offset();
    if (offset != null) {
      double[] term = Arrays.stream(chosen).mapToDouble(i -> sign * offset[(int) i]).toArray();
      if (paid) {
        pass.totals().add(term);
      } else {
        pass.plantConstant(
            create(term, new Shape(relaxation.regions(), term.length / relaxation.regions())));
      }
    }
    NDArray radius = ((LinearRule) Network.rule(site)).offsetRadius(site);
    if (relaxation.rigorous() && !paid && radius != null) {
      NDArray indices = network.manager().create(chosen);
      pass.totals().addSlack(gather(radius, site, indices, relaxation));
    }
    boolean negates = site.node().op() instanceof Op.Sub && site.isVariable(1);
    return negates ? -sign : sign;
  }

  /** Exact: they are numbers of the format. */
  private NDArray create(double[] numbers, Shape shape) {
    return network.manager().create(numbers, shape).toType(network.precision().type(), false);
  }

  private static long width(NDArray matrix) {
    return matrix.getShape().get(1);
  }

  private static NDArray gather(NDArray offset, Site site, NDArray indices, Relaxation relaxation) {
    return Layout.spread(offset, site)
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
