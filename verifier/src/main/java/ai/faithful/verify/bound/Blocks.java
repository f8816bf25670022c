package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.faithful.verify.rule.Site;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The parts of constants that belong to supports of a relaxation, each made on first use. */
final class Blocks {
  private final Owned owned;
  private final Map<Key, NDArray> matrices = new HashMap<>();
  private final Map<String, NDArray> offsets = new HashMap<>();

  /** A node, whose name is any string, and which sides of its matrix are on supports. */
  private record Key(String node, boolean out, boolean in) {}

  Blocks(Owned owned) {
    this.owned = owned;
  }

  /**
   * The part of a dense layer's transposed matrix that leads from one support to another, {@code
   * [B, n of the result, n of the operand]}.
   *
   * @param out support of the result, null for all of it
   * @param in support of the operand, null for all of it; not both null
   */
  NDArray matrix(Site site, @Nullable Support out, @Nullable Support in) {
    return Owned.known(
        matrices,
        new Key(site.node().name(), out != null, in != null),
        scope -> {
          NDArray block;
          if (in == null) {
            Support own = Objects.requireNonNull(out);
            block = Layout.rows(site.transposed(1), own.elements());
          } else {
            NDArray rows = Layout.rows(site.constant(1), in.elements());
            block = (out == null ? rows : out.ofRows(rows)).swapAxes(1, 2);
          }
          return owned.take(scope, block);
        });
  }

  /** A node's offset on a support, {@code [B, K]}. */
  NDArray offset(Site site, NDArray offset, Support support) {
    return Owned.known(
        offsets,
        site.node().name(),
        scope -> owned.take(scope, support.of(Layout.spread(offset, site))));
  }
}
