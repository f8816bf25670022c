package ai.faithful.training.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What training minimises. A step has two parts: first whatever needs no derivative (attacks,
 * tangent points), then the loss itself, recorded on the engine's tape.
 */
public interface Objective {
  /**
   * The part without a tape.
   *
   * @param weights the current weights, no gradient attached
   */
  Loss prepare(Batch batch, Map<String, NDArray> weights);

  /** What the objective itself has learnt so far; it belongs to a checkpoint. */
  default float[] state() {
    return new float[0];
  }

  /** Goes on from what {@link #state} gave. */
  default void restore(float[] state) {}

  /** The part on the tape. */
  @FunctionalInterface
  interface Loss {
    /**
     * The loss and what goes with it.
     *
     * @param weights copies of the current weights that the tape follows
     */
    Terms of(Map<String, NDArray> weights);
  }

  /**
   * One step's images. Arrays live as long as the step.
   *
   * @param images [N, features], valid ones
   * @param oneHot [N, classes]
   * @param labels the same as class numbers
   * @param done share of the run that is over, 0..1
   * @param random for this step's draws
   * @param valid inputs
   * @param manager for arrays of this step
   */
  @SuppressWarnings("ArrayRecordComponent") // lives for a step
  record Batch(
      NDArray images,
      NDArray oneHot,
      int[] labels,
      double done,
      SplittableRandom random,
      ValidInputs valid,
      NDManager manager) {}

  /**
   * What a step computes.
   *
   * @param total scalar to be minimised
   * @param logits [N, classes] on the clean images, for the accuracy shown
   * @param extra a scalar worth watching beside the loss
   */
  record Terms(NDArray total, NDArray logits, Optional<NDArray> extra) {}
}
