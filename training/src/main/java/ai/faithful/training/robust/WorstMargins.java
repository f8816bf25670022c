package ai.faithful.training.robust;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.faithful.ir.Graph;
import ai.faithful.training.bound.MarginBounds;
import ai.faithful.training.loop.FlatNetwork;
import ai.faithful.training.loop.Losses;
import ai.faithful.verify.bound.Box;
import java.util.Map;

/**
 * The certified loss: cross-entropy of the logits "0 for the label, the upper bound of z_j - z_c
 * for the others", which no input of the box exceeds. Differentiable in the weights.
 */
final class WorstMargins {
  private final FlatNetwork network;
  private final MarginBounds intervals;
  private final MarginBounds backward;

  WorstMargins(Graph graph, FlatNetwork network, NDManager manager) {
    this.network = network;
    String logits = graph.outputs().get(0);
    this.intervals = new MarginBounds(graph, logits, false, manager);
    this.backward = new MarginBounds(graph, logits, true, manager);
  }

  /**
   * The loss over boxes.
   *
   * @param lower ends, [N, features]
   * @param backwardShare of the margins from backward rows to the input, the rest being from
   *     intervals, 0..1
   */
  NDArray loss(
      NDArray lower,
      NDArray upper,
      double backwardShare,
      NDArray oneHot,
      int[] labels,
      Map<String, NDArray> live) {
    Map<String, Box> boxes = network.with(live).intervals(lower, upper);
    NDManager manager = oneHot.getManager();
    NDArray worst;
    if (backwardShare == 0) {
      worst = intervals.upper(boxes, live, labels, manager);
    } else if (backwardShare == 1) {
      worst = backward.upper(boxes, live, labels, manager);
    } else {
      worst =
          Losses.weighted(backward.upper(boxes, live, labels, manager), backwardShare)
              .add(
                  Losses.weighted(
                      intervals.upper(boxes, live, labels, manager), 1 - backwardShare));
    }
    return Losses.crossEntropy(worst, oneHot);
  }
}
