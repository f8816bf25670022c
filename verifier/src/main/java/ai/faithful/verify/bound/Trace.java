package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.faithful.verify.rule.Site;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a backward pass chose: at each activation and for each row one line (or plane), and the
 * point of the region where the resulting linear function is least. The network with these lines is
 * linear for each row (THEORY 5.5).
 */
final class Trace {
  /**
   * The choice at one activation, all arrays {@code [B, R, n]} on the support of its result.
   *
   * @param site the node
   * @param coefficients of its result when the pass arrived
   * @param slopes of the chosen line, or for each variable operand of the chosen plane
   * @param intercept of the chosen line or plane; null if 0 everywhere
   */
  record Step(Site site, NDArray coefficients, List<NDArray> slopes, @Nullable NDArray intercept) {
    Step {
      slopes = List.copyOf(slopes);
    }
  }

  private final Map<String, Step> steps = new LinkedHashMap<>();
  private final Map<String, NDArray> minimisers = new HashMap<>();

  void add(Step step) {
    steps.put(step.site().node().name(), step);
  }

  void minimiser(String input, NDArray x) {
    minimisers.put(input, x);
  }

  Map<String, Step> steps() {
    return steps;
  }

  /** By graph input, {@code [B, R, n]}. */
  Map<String, NDArray> minimisers() {
    return minimisers;
  }
}
