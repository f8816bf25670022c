package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.faithful.ir.Op;
import ai.faithful.verify.rule.LinearRule;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Site;

/** One step through a linear node, on supports where there are any. */
final class LinearStep {
  private LinearStep() {}

  /** Coefficients of a node's value as coefficients of one of its operands. */
  static Coefficients transposed(
      Relaxation relaxation, long rows, Site site, int arg, Coefficients from) {
    Support out = from.support();
    if (Pruning.isDense(site)) {
      Support in = relaxation.support(site.node().inputs().get(arg));
      if (out != null || in != null) {
        NDArray a = product(relaxation, rows, from.array(), relaxation.block(site, out, in));
        long first = relaxation.regions() * rows;
        return in == null
            ? new Coefficients(a.reshape(Layout.dims(first, site.shape(arg))), null, true)
            : new Coefficients(a, in, true);
      }
    }
    if (out == null) {
      LinearRule rule = (LinearRule) Network.rule(site);
      // A product is an array of its own; what other operators give may be a view of their rows.
      return new Coefficients(
          rule.applyTransposed(site, arg, from.array()), null, Pruning.isDense(site));
    }
    return new Coefficients(passed(site, from.array()), out);
  }

  /**
   * A value's part that comes from one operand, both on their supports.
   *
   * @param x {@code [B R, *shape]} or {@code [B R, K]}
   */
  static NDArray applied(Relaxation relaxation, long rows, Site site, int arg, NDArray x) {
    String operand = site.node().inputs().get(arg);
    Support in = relaxation.support(operand);
    Support out = relaxation.support(site.node().name());
    if (Pruning.isDense(site) && (in != null || out != null)) {
      NDArray y = product(relaxation, rows, x, relaxation.block(site, out, in).swapAxes(1, 2));
      long first = relaxation.regions() * rows;
      return out == null ? y.reshape(Layout.dims(first, site.shape())) : y;
    }
    if (in != null && out != null) {
      return passed(site, x);
    }
    return ((LinearRule) Network.rule(site)).apply(site, arg, wide(relaxation, rows, site, arg, x));
  }

  /**
   * All elements of an operand, 0 outside its support.
   *
   * @param x {@code [B R, *shape]} or {@code [B R, K]}
   */
  static NDArray wide(Relaxation relaxation, long rows, Site site, int arg, NDArray x) {
    Support support = relaxation.support(site.node().inputs().get(arg));
    if (support == null) {
      return x;
    }
    long regions = relaxation.regions();
    return support
        .spread(x.reshape(regions, rows, support.size()), site.shape(arg).size())
        .reshape(Layout.dims(regions * rows, site.shape(arg)));
  }

  /** Through a reshape or the sum with a constant: the same elements. */
  private static NDArray passed(Site site, NDArray x) {
    boolean negates = site.node().op() instanceof Op.Sub && site.isVariable(1);
    return negates ? x.neg() : x.reshape(x.getShape());
  }

  /** {@code [B R, m]} times {@code [B, m, n]}. */
  private static NDArray product(Relaxation relaxation, long rows, NDArray x, NDArray block) {
    long regions = relaxation.regions();
    return x.reshape(regions, rows, block.getShape().get(1))
        .matMul(block)
        .reshape(regions * rows, block.getShape().get(2));
  }
}
