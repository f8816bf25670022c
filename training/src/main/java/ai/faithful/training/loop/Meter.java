package ai.faithful.training.loop;

import ai.djl.ndarray.NDArray;
import java.time.Duration;
import java.util.OptionalDouble;

/** Running figures of a run, for {@link Progress}. */
final class Meter {
  private final Schedule schedule;
  private final int images;
  private final int firstEpoch;
  private final long start = System.nanoTime();
  private int epoch;
  private int step;
  private long seen;
  private long seenInEpoch;
  private double loss;
  private double extra;
  private boolean hasExtra;
  private long right;
  private boolean finite = true;

  Meter(int images, Schedule schedule, int firstEpoch) {
    this.images = images;
    this.schedule = schedule;
    this.firstEpoch = firstEpoch;
  }

  void startEpoch(int number) {
    epoch = number;
    step = 0;
    seenInEpoch = 0;
    loss = 0;
    extra = 0;
    right = 0;
  }

  void step(Objective.Terms terms, int[] labels) {
    float value = terms.total().getFloat();
    finite = Float.isFinite(value);
    step++;
    seen += labels.length;
    seenInEpoch += labels.length;
    loss += value * labels.length;
    hasExtra = terms.extra().isPresent();
    terms.extra().ifPresent(term -> extra += term.getFloat() * labels.length);
    NDArray best = terms.logits().argMax(1);
    long[] classes = best.toLongArray();
    for (int i = 0; i < labels.length; i++) {
      right += classes[i] == labels[i] ? 1 : 0;
    }
  }

  boolean finite() {
    return finite;
  }

  OptionalDouble extra() {
    return hasExtra ? OptionalDouble.of(extra / seenInEpoch) : OptionalDouble.empty();
  }

  Progress.Step report() {
    double seconds = Math.max(1e-9, (System.nanoTime() - start) / 1e9);
    double speed = seen / seconds;
    long all = (long) images * (schedule.epochs() - firstEpoch);
    return new Progress.Step(
        epoch + 1,
        schedule.epochs(),
        step,
        (images + schedule.batch() - 1) / schedule.batch(),
        loss / seenInEpoch,
        (double) right / seenInEpoch,
        speed,
        Duration.ofMillis((long) (1000 * (all - seen) / speed)));
  }
}
