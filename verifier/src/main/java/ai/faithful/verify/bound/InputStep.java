package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.faithful.ir.Op;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The last step of rows and their minimum over a box in one: rows with coefficients A_i on the
 * results of dense layers y_i = L_i x that read one input x with lower <= x <= upper. There
 *
 * <pre>
 * min sum_i A_i . L_i x = max(G, 0) . lower + min(G, 0) . upper,  G = sum_i A_i L_i.
 * </pre>
 *
 * G, by far the longest that a row has, never stands in memory all at once, and is read once
 * outside of the engine (see {@link RowKernel}).
 *
 * <p>Rounding (THEORY 7), with n the terms of L, s the size of x, a additions in a constant: the
 * minimum is off by |fl(G) - G| |x| + gamma_(s+a) |fl(G)| |x|, so by no more than (gamma_n + (1 +
 * gamma_n) gamma_(s+a)) |A| |L| |x|, |x| the greater magnitude of lower and upper. That is what
 * {@link RoundingCost#ofLinear} pays for an operand of magnitude |x|, and for what {@link
 * RoundingCost#ofInput} costs it.
 *
 * @param site of a dense layer
 * @param coefficients of its result
 */
record InputStep(Site site, Coefficients coefficients) {
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

  /** The input whose box a pass that no tape follows reaches in this step, null if it is none. */
  static @Nullable String input(Relaxation relaxation, Site site) {
    String input = relaxation.isHosted() ? input(relaxation.network(), site) : null;
    return input != null && relaxation.region(input) instanceof Box ? input : null;
  }

  /**
   * Adds the minimum of the sum of all steps to a pass's totals; there is at least one.
   *
   * @param outer what a trace is told outlives it
   */
  @SuppressWarnings("try") // the scope frees what is made inside it
  static void minimise(BackwardPass pass, String input, List<InputStep> steps, Scope outer) {
    Relaxation relaxation = pass.relaxation();
    Trace trace = pass.trace();
    HostBox box = relaxation.host().box(input);
    int width = box.size();
    int regions = (int) relaxation.regions();
    int rows = (int) pass.rows();
    // Some regions at a time, or some rows of one: none reads its block more often than it must.
    int groups = parts(regions, CHUNK / Math.max(1, (long) rows * width));
    int chunks = groups < regions ? 1 : parts(rows, CHUNK / Math.max(1, width));
    List<NDList> pieces = steps.stream().map(step -> step.pieces(pass, groups, chunks)).toList();
    List<NDList> blocks = steps.stream().map(step -> step.blocks(relaxation, groups)).toList();
    RowKernel kernel = RowKernel.of(relaxation.network().precision(), width);
    double[] minima = new double[regions * rows];
    List<NDList> products = steps.stream().map(step -> new NDList()).toList();
    for (int i = 0; i < groups * chunks; i++) {
      int group = i / chunks;
      try (Scope scope = new Scope()) {
        NDArray g = pieces.get(0).get(i).matMul(blocks.get(0).get(group));
        for (int k = 1; k < steps.size(); k++) {
          g.addi(pieces.get(k).get(i).matMul(blocks.get(k).get(group)));
        }
        ByteBuffer numbers = g.toByteBuffer(true);
        int from = part(rows, i % chunks, chunks);
        int to = part(rows, i % chunks + 1, chunks);
        int at = 0;
        for (int b = part(regions, group, groups); b < part(regions, group + 1, groups); b++) {
          int first = relaxation.numberOf(b) * width;
          kernel.weights(box.lower(), box.upper(), first, null, width);
          for (int r = from; r < to; r++) {
            kernel.read(numbers, at, width);
            minima[b * rows + r] = kernel.weighed();
            if (trace != null) {
              kernel.writeWeights(numbers, at);
            }
            at += width;
          }
        }
        if (trace != null) {
          // Now g holds the minimisers.
          for (int k = 0; k < steps.size(); k++) {
            NDArray block = blocks.get(k).get(group);
            int axes = block.getShape().dimension();
            products.get(k).add(scope.keep(g.matMul(block.swapAxes(axes - 2, axes - 1))));
          }
        }
      }
    }
    pass.totals().add(minima);
    if (trace != null) {
      for (int k = 0; k < steps.size(); k++) {
        NDArray product = joined(products.get(k), groups, chunks);
        trace.product(
            steps.get(k).site().node().name(),
            outer.keep(steps.get(k).onSupport(relaxation, product)));
      }
    }
  }

  /** The layer's product on the support of its value. */
  private NDArray onSupport(Relaxation relaxation, NDArray product) {
    Support support =
        coefficients.support() == null ? relaxation.support(site.node().name()) : null;
    return support == null ? product : support.ofRows(product);
  }

  /** What was computed for some regions and some rows of them at a time; {@code [B, R, n]}. */
  private static NDArray joined(NDList pieces, int groups, int chunks) {
    NDList whole = new NDList();
    for (int i = 0; i < groups; i++) {
      NDList own = new NDList(pieces.subList(i * chunks, (i + 1) * chunks));
      whole.add(chunks == 1 ? own.get(0) : NDArrays.concat(own, 1));
    }
    return groups == 1 ? whole.get(0) : NDArrays.concat(whole);
  }

  /** How many parts there are of at most so many each, and at least one. */
  private static int parts(long all, long most) {
    long each = Math.max(1, most);
    return Math.toIntExact(Math.max(1, (all + each - 1) / each));
  }

  /** Where a part starts. */
  private static int part(int size, int i, int parts) {
    return (int) ((long) size * i / parts);
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
    int size = (int) x.getShape().get(axis);
    long[] ends = LongStream.range(1, parts).map(i -> part(size, (int) i, parts)).toArray();
    return parts == 1 ? new NDList(x) : x.split(ends, axis);
  }
}
