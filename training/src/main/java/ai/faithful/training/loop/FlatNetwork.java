package ai.faithful.training.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.faithful.ir.Graph;
import ai.faithful.verify.bound.Box;
import ai.faithful.verify.bound.IntervalBounds;
import ai.faithful.verify.bound.Rounding;
import ai.faithful.verify.rule.Network;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A classifier on flat images [N, features] with flat logits [N, classes], whatever layout its
 * graph has: so that teacher and student need not agree on one.
 */
public final class FlatNetwork {
  private final Network network;
  private final String input;
  private final int[] inputShape;
  private final int features;
  private final int classes;

  private FlatNetwork(Network network, int[] inputShape, int features, int classes) {
    this.network = network;
    this.input = network.graph().inputs().get(0).name();
    this.inputShape = inputShape;
    this.features = features;
    this.classes = classes;
  }

  /** A graph with one input and one output, in float32. */
  public static FlatNetwork of(Graph graph, NDManager manager) {
    ai.faithful.ir.Shape in = graph.inputs().get(0).shape();
    int classes = graph.shapeOf(graph.outputs().get(0)).size();
    Network network = Network.of(graph, manager, DataType.FLOAT32);
    return new FlatNetwork(network, in.toArray(), in.size(), classes);
  }

  /** The same network computing with other weights. */
  public FlatNetwork with(Map<String, NDArray> weights) {
    return new FlatNetwork(network.withParameters(weights), inputShape, features, classes);
  }

  public int features() {
    return features;
  }

  public int classes() {
    return classes;
  }

  /** Logits [N, classes] of images [N, features]; the tape can follow it. */
  public NDArray logits(NDArray images) {
    return network.forward(shaped(images)).reshape(images.getShape().get(0), classes);
  }

  /**
   * The loss's derivative in the images, [N, features], without a tape.
   *
   * @param outputGradient from logits [N, classes] to the loss's derivative in them
   */
  public NDArray imageGradient(NDArray images, UnaryOperator<NDArray> outputGradient) {
    long count = images.getShape().get(0);
    return network
        .inputGradient(
            shaped(images),
            logits ->
                outputGradient.apply(logits.reshape(count, classes)).reshape(logits.getShape()))
        .reshape(count, features);
  }

  /**
   * Interval propagation from images between {@code lower} and {@code upper}, [N, features]: a box
   * of every value; the tape can follow it.
   */
  public Map<String, Box> intervals(NDArray lower, NDArray upper) {
    return IntervalBounds.compute(
        network, Map.of(input, new Box(shaped(lower), shaped(upper))), Rounding.NONE);
  }

  private NDArray shaped(NDArray images) {
    long[] shape = new long[inputShape.length + 1];
    shape[0] = images.getShape().get(0);
    for (int i = 0; i < inputShape.length; i++) {
      shape[i + 1] = inputShape[i];
    }
    return images.reshape(shape);
  }
}
