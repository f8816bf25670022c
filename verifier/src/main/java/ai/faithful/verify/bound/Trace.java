package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.faithful.verify.rule.Site;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a backward pass chose: at each activation and for each row one line (or plane), and the
 * point of the region where the resulting linear function is least. The network with these lines is
 * linear for each row (THEORY 5.5).
 */
final class Trace {
  /** The line or plane that coefficients chose by their signs. */
  interface Choice {
    /**
     * Its values.
     *
     * @param operands each variable operand's, {@code [B, R, n]}
     * @return the same shape
     */
    NDArray at(List<NDArray> operands);
  }

  /**
   * The choice at one activation.
   *
   * @param site the node
   * @param coefficients of its result when the pass arrived, {@code [B, R, n]} on its support
   */
  record Step(Site site, NDArray coefficients, Choice choice) {}

  private final Map<String, Step> steps = new LinkedHashMap<>();
  private final Map<String, NDArray> minimisers = new HashMap<>();
  private final Map<String, NDArray> products = new HashMap<>();

  void add(Step step) {
    steps.put(step.site().node().name(), step);
  }

  void minimiser(String input, NDArray x) {
    minimisers.put(input, x);
  }

  /** Notes the value of a dense layer, without its offset, at minimisers that are not noted. */
  void product(String layer, NDArray y) {
    products.put(layer, y);
  }

  Map<String, Step> steps() {
    return steps;
  }

  /** By graph input, {@code [B, R, n]}. */
  Map<String, NDArray> minimisers() {
    return minimisers;
  }

  /** By dense layer that reads an input whose minimiser is not noted, {@code [B, R, n]}. */
  Map<String, NDArray> products() {
    return products;
  }
}
