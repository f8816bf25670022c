package ai.faithful.training.loop;

import java.time.Duration;
import java.util.OptionalDouble;

/** Hears how a run goes. Called on the training thread. */
public interface Progress {
  /**
   * After every step.
   *
   * @param epoch the current one, from 1
   * @param epochs in all
   * @param step within the epoch, from 1
   * @param steps in an epoch
   * @param loss running mean over the epoch so far
   * @param accuracy running mean over the epoch so far, clean training images
   * @param imagesPerSecond over this run so far
   * @param remaining estimated time to the end of the run
   */
  record Step(
      int epoch,
      int epochs,
      int step,
      int steps,
      double loss,
      double accuracy,
      double imagesPerSecond,
      Duration remaining) {}

  void step(Step step);

  /**
   * After every epoch.
   *
   * @param last figures of the whole epoch
   * @param term the mean of the objective's extra term (a certified bound, say), if it has one
   */
  void epoch(Step last, OptionalDouble term);

  /** A line for a person: what is being evaluated, written, resumed from. */
  void note(String line);

  /** Says nothing. */
  static Progress silent() {
    return new Progress() {
      @Override
      public void step(Step step) {}

      @Override
      public void epoch(Step last, OptionalDouble term) {}

      @Override
      public void note(String line) {}
    };
  }
}
