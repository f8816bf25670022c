package ai.faithful.training.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.faithful.training.data.Dataset;
import ai.faithful.training.loop.Normalisation.Moments;
import ai.faithful.training.model.Trainable;
import ai.faithful.training.model.Trainable.Norm;
import ai.faithful.verify.rule.Scope;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Turns parameters into the constants of the network that is used after training: batch
 * normalisation by the mean moments of up to 100 training batches, under these very parameters.
 * Measured afresh rather than followed along the run, so that it fits averaged weights as well.
 */
final class Population {
  private static final int BATCHES = 100;

  private final Trainable model;
  private final Normalisation normalisation;
  private final Dataset data;
  private final int batch;

  Population(Trainable model, Normalisation normalisation, Dataset data, int batch) {
    this.model = model;
    this.normalisation = normalisation;
    this.data = data;
    this.batch = batch;
  }

  /**
   * The constants, in {@code manager}; {@code parameters} themselves where nothing is normalised.
   */
  Map<String, NDArray> weights(Map<String, NDArray> parameters, NDManager manager) {
    if (model.norms().isEmpty()) {
      return parameters;
    }
    Map<Norm, Moments> sums = new LinkedHashMap<>();
    int count = 0;
    for (int from = 0; from < data.size() && count < BATCHES; from += batch) {
      int[] indices = IntStream.range(from, Math.min(data.size(), from + batch)).toArray();
      try (Scope scope = new Scope();
          NDManager step = manager.newSubManager()) {
        NDArray images = Batches.images(data, indices, step);
        normalisation
            .apply(parameters, images)
            .moments()
            .forEach(
                (norm, of) -> {
                  Moments sum = sums.get(norm);
                  NDArray mean = sum == null ? of.mean() : sum.mean().add(of.mean());
                  NDArray variance =
                      sum == null ? of.variance() : sum.variance().add(of.variance());
                  sums.put(
                      norm,
                      new Moments(held(scope, mean, manager), held(scope, variance, manager)));
                });
      }
      count++;
    }
    double share = 1.0 / count;
    Map<Norm, Moments> means = new LinkedHashMap<>();
    sums.forEach(
        (norm, sum) ->
            means.put(norm, new Moments(sum.mean().mul(share), sum.variance().mul(share))));
    return normalisation.weights(parameters, means);
  }

  private static NDArray held(Scope scope, NDArray array, NDManager manager) {
    scope.keep(array);
    array.attach(manager);
    return array;
  }
}
