package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.faithful.ir.Op;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The last step of rows and their minimum over a box in one: rows with coefficients A_i on the
 * results of dense layers y_i = L_i x that read one input x, whose box is c +- r. There
 *
 * <pre>
 * min sum_i A_i . L_i x = sum_i A_i . (L_i c) - |sum_i A_i L_i| . r.
 * </pre>
 *
 * The L_i c are computed once for all rows, unless there are few of them, and the coefficients on
 * the input, by far the longest that a row has, never stand in memory all at once.
 *
 * <p>Rounding (THEORY 7), with n the terms of L, s = max(size of x, size of y), a additions in a
 * constant: A . fl(L c) is off by (gamma_(s+a) (1 + gamma_n) + gamma_n) |A| |L| |c|, and |fl(A L)|
 * . r by (gamma_n + (1 + gamma_n) gamma_(s+a)) |A| |L| r. That is what {@link
 * RoundingCost#ofLinear} pays for an operand of magnitude m, gamma_n |A| |L| m, and for what {@link
 * RoundingCost#ofInput} costs it, (1 + gamma_n) |A| |L| gamma_(s+a+16) (|c| + r): the magnitude may
 * be less than |c| + r by the roundings of c and r, 20 u m, of which gamma_n < 1/7 is less than 16
 * u (|c| + r). Where fl(A L) . c is computed instead, it is off by no more than the second, with
 * |c| in place of r.
 *
 * @param site of a dense layer
 * @param coefficients of its result
 */
record InputStep(Site site, Coefficients coefficients) {
  /** L c costs a layer about as much as A L . c does a row, for so many neurons. */
  private static final int FEW = 12;

  /** The most numbers of the coefficients on an input at a time: they stay in a core's cache. */
  private static final long CHUNK = 1L << 18;

  /**
   * The graph input that a dense layer reads, as it is or reshaped; null if it reads no input, or
   * is none.
   */
  static @Nullable String input(Network network, Site site) {
    if (!Pruning.isDense(site)) {
      return null;
    }
    String value = site.node().inputs().get(0);
    Site producer = network.producer(value);
    while (producer != null && producer.node().op() instanceof Op.Reshape) {
      value = producer.node().inputs().get(0);
      producer = network.producer(value);
    }
    return producer == null ? value : null;
  }

  /** The input whose box a pass that leaves no trace reaches in this step, null if it is none. */
  static @Nullable String input(Relaxation relaxation, Site site) {
    String input = relaxation.taped() ? null : input(relaxation.network(), site);
    return input != null && relaxation.region(input) instanceof Box ? input : null;
  }

  /** The longest inner product with an input, or with the result of a dense layer that reads it. */
  static int longest(Network network, String input) {
    int longest = network.graph().shapeOf(input).size();
    for (Site site : network.sites()) {
      if (input.equals(input(network, site))) {
        longest = Math.max(longest, site.shape().size());
      }
    }
    return longest;
  }

  /** Adds the minimum of the sum of all steps to a pass's totals; there is at least one. */
  static void minimise(BackwardPass pass, String input, List<InputStep> steps) {
    Relaxation relaxation = pass.relaxation();
    boolean few = steps.stream().allMatch(step -> pass.rows() * FEW < step.site.shape().size());
    if (!few) {
      for (InputStep step : steps) {
        NDArray image = relaxation.image(step.site, input, step.coefficients.support());
        pass.totals().add(RowProducts.of(pass.byRow(step.coefficients.array()), image));
      }
    }
    NDArray radius = relaxation.centered(input).radius();
    long width = Math.max(1, radius.getShape().get(1));
    // Some regions at a time, or some rows of one: none reads its block more often than it must.
    int groups = parts(relaxation.regions(), CHUNK / Math.max(1, pass.rows() * width));
    int chunks = groups < relaxation.regions() ? 1 : parts(pass.rows(), CHUNK / width);
    List<NDList> pieces = steps.stream().map(step -> step.pieces(pass, groups, chunks)).toList();
    List<NDList> blocks = steps.stream().map(step -> step.blocks(relaxation, groups)).toList();
    NDList radii = split(radius, groups, 0);
    NDList centers = split(relaxation.centered(input).center(), groups, 0);
    NDList middle = new NDList();
    NDList spread = new NDList();
    for (int i = 0; i < groups * chunks; i++) {
      int group = i / chunks;
      try (Scope scope = new Scope()) {
        NDArray a = pieces.get(0).get(i).matMul(blocks.get(0).get(group));
        for (int k = 1; k < steps.size(); k++) {
          a.addi(pieces.get(k).get(i).matMul(blocks.get(k).get(group)));
        }
        if (few) {
          middle.add(scope.keep(RowProducts.of(a, centers.get(group)).flatten()));
        }
        spread.add(scope.keep(RowProducts.of(a.abs(), radii.get(group)).flatten()));
      }
    }
    if (few) {
      pass.totals().add(joined(pass, middle));
    }
    pass.totals().subtract(joined(pass, spread));
  }

  /** The results of all pieces as {@code [B, R]}. */
  private static NDArray joined(BackwardPass pass, NDList pieces) {
    NDArray all = pieces.size() == 1 ? pieces.get(0) : NDArrays.concat(pieces);
    return all.reshape(pass.relaxation().regions(), pass.rows());
  }

  /** How many parts there are of at most so many each, and at least one. */
  private static int parts(long all, long most) {
    long each = Math.max(1, most);
    return Math.toIntExact(Math.max(1, (all + each - 1) / each));
  }

  /** A in parts, {@code [b, r, n of the result]}. */
  private NDList pieces(BackwardPass pass, int groups, int chunks) {
    NDList pieces = new NDList();
    for (NDArray group : split(pass.byRow(coefficients.array()), groups, 0)) {
      pieces.addAll(split(group, chunks, 1));
    }
    return pieces;
  }

  /** L for each part of the regions, {@code [b, n of the result, n]}. */
  private NDList blocks(Relaxation relaxation, int groups) {
    Support support = coefficients.support();
    if (support != null) {
      return split(relaxation.block(site, support, null), groups, 0);
    }
    NDArray shared = site.constant(1).swapAxes(0, 1);
    return new NDList(IntStream.range(0, groups).mapToObj(i -> shared).toArray(NDArray[]::new));
  }

  private static NDList split(NDArray x, int parts, int axis) {
    long size = x.getShape().get(axis);
    long[] ends = LongStream.range(1, parts).map(i -> size * i / parts).toArray();
    return parts == 1 ? new NDList(x) : x.split(ends, axis);
  }
}
