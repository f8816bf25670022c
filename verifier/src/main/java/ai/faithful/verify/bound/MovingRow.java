package ai.faithful.verify.bound;

import java.util.Map;

/**
 * An affine function of a network's values that a search may exchange for others of its kind, such
 * as a tangent plane that touches elsewhere. Whatever it moves to has to be as valid as before: the
 * search keeps the one with the best bound.
 */
public interface MovingRow {
  /** What it weighs a value with, flat. */
  double[] coefficients(String value);

  /** Its constant term. */
  double constant();

  /**
   * Moves on, given the point where the present row is worst.
   *
   * @param values what the linearised network computes there, flat, by name
   */
  void move(Map<String, double[]> values);

  /** Notes that the present row has the best bound so far. */
  void remember();

  /** Goes back to the row that was remembered last. */
  void recall();
}
