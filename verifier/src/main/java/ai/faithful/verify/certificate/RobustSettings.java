package ai.faithful.verify.certificate;

import ai.faithful.verify.attack.AttackSettings;
import ai.faithful.verify.bound.BoundSettings;
import ai.faithful.verify.region.Neighbourhood;

/**
 * What is asked about the robustness of one network, and with how much effort.
 *
 * @param around the region of each example
 * @param semantics of the file
 * @param engine how bounds are computed
 * @param attack how hard to search for counterexamples
 * @param seed of everything random
 * @param stopsEarly whether what is decided is left as it was found: the margin of an example is
 *     then not the greatest that the method certifies
 */
public record RobustSettings(
    Neighbourhood around,
    Semantics semantics,
    BoundSettings engine,
    AttackSettings attack,
    long seed,
    boolean stopsEarly) {

  /** CROWN and the standard attack. */
  public static RobustSettings of(Neighbourhood around) {
    return new RobustSettings(
        around, Semantics.REAL, BoundSettings.CROWN, AttackSettings.STANDARD, 0, false);
  }

  public RobustSettings withSemantics(Semantics value) {
    return new RobustSettings(around, value, engine, attack, seed, stopsEarly);
  }

  public RobustSettings withEngine(BoundSettings value) {
    return new RobustSettings(around, semantics, value, attack, seed, stopsEarly);
  }

  public RobustSettings withAttack(AttackSettings value) {
    return new RobustSettings(around, semantics, engine, value, seed, stopsEarly);
  }

  public RobustSettings withSeed(long value) {
    return new RobustSettings(around, semantics, engine, attack, value, stopsEarly);
  }

  public RobustSettings withStopsEarly(boolean value) {
    return new RobustSettings(around, semantics, engine, attack, seed, value);
  }
}
