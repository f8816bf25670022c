package ai.faithful.training.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.Tensor;
import ai.faithful.training.loop.Batches;
import ai.faithful.training.loop.FlatNetwork;
import ai.faithful.training.loop.Objective;
import ai.faithful.training.loop.ValidInputs;
import ai.faithful.training.loop.Weights;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Networks whose losses are worked out by hand: one number in, logits (w x + b, 0) out, so that the
 * first confidence is sigmoid(w x + b) and attacks end at an end of the interval.
 */
final class Fixtures {
  static final double EPSILON = 0.25;

  private Fixtures() {}

  static Graph line(double w, double b) {
    GraphBuilder graph = new GraphBuilder("line");
    String x = graph.input("input", ai.faithful.ir.Shape.of(1, 1));
    String weight =
        graph.constant(
            "w", Tensor.ofFloats(ai.faithful.ir.Shape.of(1, 2), new float[] {(float) w, 0}));
    String bias =
        graph.constant(
            "b", Tensor.ofFloats(ai.faithful.ir.Shape.of(2), new float[] {(float) b, 0}));
    return graph.build(
        graph.add("z", new Op.Add(), graph.add("wx", new Op.MatMul(), x, weight), bias));
  }

  static FlatNetwork network(double w, double b, NDManager manager) {
    return FlatNetwork.of(line(w, b), manager);
  }

  /** Images of one pixel. */
  static Objective.Batch batch(double done, NDManager manager, int[] labels, float... images) {
    NDArray array = manager.create(images, new Shape(images.length, 1));
    NDArray oneHot = Batches.oneHot(labels, 2, manager);
    return new Objective.Batch(
        array, oneHot, labels, done, new SplittableRandom(1), ValidInputs.UNIT, manager);
  }

  static double loss(Objective objective, Objective.Batch batch, Graph graph, NDManager manager) {
    Map<String, NDArray> weights = new Weights(graph, manager).arrays();
    return objective.prepare(batch, weights).of(weights).total().getFloat();
  }

  static double sigmoid(double z) {
    return 1 / (1 + Math.exp(-z));
  }

  /** Of confidences (p, 1 - p) and (q, 1 - q). */
  static double kl(double p, double q) {
    return p * Math.log(p / q) + (1 - p) * Math.log((1 - p) / (1 - q));
  }
}
