package ai.faithful.verify.bound;

import ai.faithful.verify.rule.Site;
import java.util.HashMap;
import java.util.Map;

/** What steps outside of the engine read of a relaxation over all regions, made on first use. */
final class HostViews {
  private final Relaxation relaxation;
  private final Map<LinesKey, HostLines> lines = new HashMap<>();
  private final Map<String, HostBox> boxes = new HashMap<>();

  /** A node, whose name is any string, and what rows pay there. */
  private record LinesKey(String node, boolean toll, boolean stop) {}

  HostViews(Relaxation relaxation) {
    this.relaxation = relaxation;
  }

  /**
   * The lines of an activation node, on all elements of its result.
   *
   * @param toll whether rows pay there element by element
   * @param stop whether they pay by their norms
   */
  synchronized HostLines lines(Site site, boolean toll, boolean stop) {
    String name = site.node().name();
    int size = site.shape().size();
    return Owned.known(
        lines,
        new LinesKey(name, toll, stop),
        scope ->
            toll || stop
                ? lines(site, false, false)
                    .paying(
                        toll ? relaxation.fullCost(name, false) : null,
                        stop ? relaxation.stretchCost(name, false) : UniformCost.NOTHING,
                        RoundingCost.inConstant(relaxation, size),
                        relaxation.network().precision())
                : HostLines.of(relaxation.fullLines(site), size));
  }

  /** The box of an input. */
  synchronized HostBox box(String input) {
    return Owned.known(boxes, input, scope -> HostBox.of(relaxation.box(input)));
  }
}
