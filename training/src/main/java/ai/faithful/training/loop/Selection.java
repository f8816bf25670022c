package ai.faithful.training.loop;

import java.util.Map;

/** The best epoch so far, by the loss on held-out images, and whether it is time to stop. */
final class Selection {
  private final int patience;
  private final int rampEnd;
  private Map<String, float[]> weights = Map.of();
  private double loss = Double.POSITIVE_INFINITY;
  private int epoch;

  Selection(Schedule schedule) {
    this.patience = schedule.patience();
    this.rampEnd = (int) Math.ceil(schedule.ramp().to() * schedule.epochs());
  }

  boolean active() {
    return patience > 0;
  }

  void offer(int number, double offered, Map<String, float[]> candidate) {
    if (offered < loss) {
      loss = offered;
      epoch = number;
      weights = candidate;
    }
  }

  void restore(Checkpoint checkpoint) {
    weights = checkpoint.best();
    loss = checkpoint.bestLoss();
    epoch = checkpoint.bestEpoch();
  }

  /** Whether nothing better came for so long that nothing better is awaited. */
  boolean over(int done) {
    return active() && done - Math.max(rampEnd, epoch) >= patience;
  }

  Map<String, float[]> weights() {
    return weights;
  }

  double loss() {
    return loss;
  }

  int epoch() {
    return epoch;
  }
}
