package ai.faithful.verify.attack;

import ai.faithful.verify.SettingException;

/**
 * How hard to search.
 *
 * @param steps of each ascent; 0 tries nothing but the examples themselves
 * @param restarts ascents per example and side, the first from the example itself, at least 1
 * @param momentum share of the previous direction that is kept, in [0, 1)
 */
public record AttackSettings(int steps, int restarts, double momentum) {
  public static final AttackSettings STANDARD = new AttackSettings(25, 2, 0.75);

  /** Tries nothing but the examples themselves. */
  public static final AttackSettings OFF = new AttackSettings(0, 1, 0);

  public AttackSettings {
    if (steps < 0 || restarts < 1 || !(momentum >= 0 && momentum < 1)) {
      throw new SettingException(
          "an attack of "
              + steps
              + " steps, "
              + restarts
              + " restarts and momentum "
              + momentum
              + " (at least 0 steps, 1 restart, momentum from 0 to below 1)");
    }
  }
}
