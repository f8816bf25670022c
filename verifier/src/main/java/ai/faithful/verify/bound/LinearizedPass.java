package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.faithful.verify.rule.LinearRule;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.PlaneRule;
import ai.faithful.verify.rule.Rule;
import ai.faithful.verify.rule.Site;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The network as a backward pass linearised it, another one for each row, evaluated at each row's
 * own minimiser (THEORY 5.5). What a row weighs with the coefficients of the pass, evaluated here,
 * adds up to the row's bound.
 */
final class LinearizedPass {
  private final Relaxation relaxation;
  private final Network network;
  private final long rows;
  private final Trace trace;

  LinearizedPass(Relaxation relaxation, long rows, Trace trace) {
    this.relaxation = relaxation;
    this.network = relaxation.network();
    this.rows = rows;
    this.trace = trace;
  }

  /**
   * Values by name, {@code [B, R, n]}, on their supports; new arrays.
   *
   * @param wanted names of values that the backward pass reached
   */
  Map<String, NDArray> values(Collection<String> wanted) {
    long batch = relaxation.regions() * rows;
    Map<String, NDArray> values = new HashMap<>();
    trace
        .minimisers()
        .forEach(
            (input, x) -> {
              Shape shape = Layout.dims(batch, network.graph().shapeOf(input));
              values.put(input, x.reshape(shape));
            });
    Set<String> needed = needed(wanted);
    for (Site site : network.sites()) {
      if (needed.contains(site.node().name())) {
        values.put(site.node().name(), value(site, values));
      }
    }
    Map<String, NDArray> results = new HashMap<>();
    for (String name : wanted) {
      NDArray x = Objects.requireNonNull(values.get(name));
      results.put(name, rowwise(x));
    }
    return results;
  }

  private Set<String> needed(Collection<String> wanted) {
    Set<String> needed = new HashSet<>(wanted);
    List<Site> reversed = new ArrayList<>();
    network.sites().forEach(reversed::add);
    Collections.reverse(reversed);
    for (Site site : reversed) {
      String name = site.node().name();
      if (needed.contains(name) && !trace.products().containsKey(name)) {
        site.variables().forEach(arg -> needed.add(site.node().inputs().get(arg)));
      }
    }
    return needed;
  }

  private NDArray value(Site site, Map<String, NDArray> values) {
    Rule rule = Network.rule(site);
    if (rule instanceof LinearRule linear) {
      return linear(site, linear, values);
    }
    Trace.Step step = trace.steps().get(site.node().name());
    if (step == null) {
      throw new IllegalStateException("no line was chosen at " + site.node());
    }
    List<NDArray> operands = new ArrayList<>();
    for (int arg : site.variables()) {
      NDArray x = operand(site, arg, values);
      if (relaxation.support(site.node().name()) == null) {
        // The operand may be a rectified layer on its support.
        x = LinearStep.wide(relaxation, rows, site, arg, x);
      }
      if (rule instanceof PlaneRule plane) {
        x = plane.spread(site, arg, x);
      }
      operands.add(x.reshape(step.coefficients().getShape()));
    }
    NDArray y = step.choice().at(operands);
    return valuewise(site, y);
  }

  private NDArray linear(Site site, LinearRule rule, Map<String, NDArray> values) {
    NDArray sum = sum(site, values);
    NDArray offset = rule.offset(site);
    if (offset == null) {
      return sum;
    }
    Support support = relaxation.support(site.node().name());
    return support == null
        ? sum.add(offset)
        : rowwise(sum)
            .add(relaxation.offset(site, offset, support).expandDims(1))
            .reshape(sum.getShape());
  }

  /** The sum of a linear node's parts, without its offset. */
  private NDArray sum(Site site, Map<String, NDArray> values) {
    NDArray noted = trace.products().get(site.node().name());
    if (noted != null) {
      return valuewise(site, noted);
    }
    NDArray y = null;
    for (int arg : site.variables()) {
      NDArray part = LinearStep.applied(relaxation, rows, site, arg, operand(site, arg, values));
      y = y == null ? part : y.add(part);
    }
    return Objects.requireNonNull(y);
  }

  private static NDArray operand(Site site, int arg, Map<String, NDArray> values) {
    String name = site.node().inputs().get(arg);
    return Objects.requireNonNull(values.get(name), name);
  }

  /** {@code [B, R, n]} as {@code [B R, *shape]}, or {@code [B R, K]} on a support. */
  private NDArray valuewise(Site site, NDArray y) {
    long batch = relaxation.regions() * rows;
    return relaxation.support(site.node().name()) == null
        ? y.reshape(Layout.dims(batch, site.shape()))
        : y.reshape(batch, y.getShape().get(2));
  }

  private NDArray rowwise(NDArray x) {
    long regions = relaxation.regions();
    return x.reshape(regions, rows, x.size() / Math.max(1, regions * rows));
  }
}
