package ai.faithful.training.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.faithful.training.model.Trainable;
import ai.faithful.training.model.Trainable.Norm;
import ai.faithful.verify.rule.ActivationRule;
import ai.faithful.verify.rule.LinearRule;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.PlaneRule;
import ai.faithful.verify.rule.Rule;
import ai.faithful.verify.rule.Site;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Batch normalisation by statistics of clean images. The scales and shifts that follow from them
 * hold for everything that a step computes, attacked images and bounds included, as in the
 * certified-training literature (Shi et al., 2021).
 */
final class Normalisation {
  private final Trainable model;
  private final Network network;
  private final Map<String, Norm> byScaled = new HashMap<>();
  private final Map<String, Norm> byShifted = new HashMap<>();

  Normalisation(Trainable model, NDManager manager) {
    this.model = model;
    this.network = Network.of(model.graph(), manager, DataType.FLOAT32);
    for (Norm norm : model.norms()) {
      byScaled.put(norm.scaled(), norm);
      byShifted.put(norm.shifted(), norm);
    }
  }

  /** Mean and variance of each normalised value's channels, in the shape of its scale. */
  record Moments(NDArray mean, NDArray variance) {}

  /** What a graph computes with, and the moments that it follows from. */
  record Result(Map<String, NDArray> weights, Map<Norm, Moments> moments) {}

  /**
   * From parameters to the constants that the graph computes with; the tape can follow it.
   *
   * @param images clean ones, [N, features]
   */
  Map<String, NDArray> weights(Map<String, NDArray> parameters, NDArray images) {
    return model.norms().isEmpty() ? parameters : apply(parameters, images).weights();
  }

  /** As {@link #weights}, with the moments. */
  Result apply(Map<String, NDArray> parameters, NDArray images) {
    Map<String, NDArray> weights = new LinkedHashMap<>(parameters);
    Map<Norm, Moments> moments = new LinkedHashMap<>();
    Map<String, NDArray> values = new HashMap<>();
    values.put(model.graph().inputs().get(0).name(), shaped(images));
    for (Site site : network.withParameters(parameters).sites()) {
      if (moments.size() == byScaled.size()) {
        break; // what follows the last one does not matter
      }
      String name = site.node().name();
      Norm norm = byScaled.get(name);
      if (norm != null) {
        Moments of = moments(known(values, norm.product()), known(parameters, norm.scale()));
        moments.put(norm, of);
        put(norm, of, parameters, weights);
        values.put(name, known(values, norm.product()).mul(known(weights, norm.scale())));
      } else if (byShifted.containsKey(name)) {
        Norm ended = Objects.requireNonNull(byShifted.get(name));
        values.put(name, known(values, ended.scaled()).add(known(weights, ended.shift())));
      } else {
        values.put(name, value(site, values));
      }
    }
    return new Result(weights, moments);
  }

  /** The constants that given moments lead to. */
  Map<String, NDArray> weights(Map<String, NDArray> parameters, Map<Norm, Moments> moments) {
    Map<String, NDArray> weights = new LinkedHashMap<>(parameters);
    moments.forEach((norm, of) -> put(norm, of, parameters, weights));
    return weights;
  }

  private static void put(
      Norm norm, Moments of, Map<String, NDArray> parameters, Map<String, NDArray> weights) {
    NDArray deviation = of.variance().add(Trainable.VARIANCE_FLOOR).sqrt();
    NDArray scale = known(parameters, norm.scale()).div(deviation);
    weights.put(norm.scale(), scale);
    weights.put(norm.shift(), known(parameters, norm.shift()).sub(of.mean().mul(scale)));
  }

  /** Over the batch and, for maps [N, 1, C, H, W], over space. */
  private static Moments moments(NDArray x, NDArray scale) {
    int[] axes = x.getShape().dimension() == 5 ? new int[] {0, 1, 3, 4} : new int[] {0, 1};
    double share = (double) scale.size() / x.size();
    NDArray mean = Losses.weighted(x.sum(axes, true), share);
    NDArray centred = x.sub(mean);
    NDArray variance = Losses.weighted(centred.mul(centred).sum(axes, true), share);
    return new Moments(mean.reshape(scale.getShape()), variance.reshape(scale.getShape()));
  }

  private static NDArray value(Site site, Map<String, NDArray> values) {
    Rule rule = Network.rule(site);
    if (rule instanceof PlaneRule) {
      throw new IllegalArgumentException("no product of variables is trained: " + site.node());
    }
    if (rule instanceof ActivationRule activation) {
      return activation.apply(known(values, site.node().inputs().get(0)));
    }
    LinearRule linear = (LinearRule) rule;
    @Nullable NDArray sum = linear.offset(site);
    for (int arg : site.variables()) {
      NDArray part = linear.apply(site, arg, known(values, site.node().inputs().get(arg)));
      sum = sum == null ? part : part.add(sum);
    }
    return Objects.requireNonNull(sum);
  }

  private NDArray shaped(NDArray images) {
    long[] dims = model.graph().inputs().get(0).shape().dims().stream().mapToLong(d -> d).toArray();
    return images.reshape(new Shape(images.getShape().get(0)).addAll(new Shape(dims)));
  }

  private static NDArray known(Map<String, NDArray> arrays, String name) {
    return Objects.requireNonNull(arrays.get(name), name);
  }
}
