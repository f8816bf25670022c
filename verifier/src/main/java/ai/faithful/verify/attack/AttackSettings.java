package ai.faithful.verify.attack;

import ai.faithful.verify.SettingException;

/**
 * How hard to search.
 *
 * @param steps of the searches that are followed to the end; 0 tries nothing but the examples
 *     themselves
 * @param restarts searches that begin for each objective, at least 1; half of them or more are
 *     given up after a fifth of the steps, and again after a half
 */
public record AttackSettings(int steps, int restarts) {
  public static final AttackSettings STANDARD = new AttackSettings(25, 6);

  /** Tries nothing but the examples themselves. */
  public static final AttackSettings OFF = new AttackSettings(0, 1);

  public AttackSettings {
    if (steps < 0 || restarts < 1) {
      throw new SettingException(
          "an attack of "
              + steps
              + " steps and "
              + restarts
              + " restarts (at least 0 steps and 1 restart)");
    }
  }
}
