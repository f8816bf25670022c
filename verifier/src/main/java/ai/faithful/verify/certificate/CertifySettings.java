package ai.faithful.verify.certificate;

import ai.faithful.verify.SettingException;
import ai.faithful.verify.attack.AttackSettings;
import ai.faithful.verify.bound.BoundSettings;
import ai.faithful.verify.region.Domain;
import ai.faithful.verify.region.Epsilon;
import ai.faithful.verify.region.Neighbourhood;
import ai.faithful.verify.region.Norm;
import ai.faithful.verify.region.NormBall;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * What is asked, and with how much effort.
 *
 * @param around the region of each example
 * @param delta what the property's quantity is to be at most; none to get brackets only
 * @param bound together or each on its own
 * @param engine how bounds are computed
 * @param property what is asked
 * @param semantics of the files
 * @param attack how hard to search for the lower side
 * @param seed of everything random
 * @param batch regions bounded at a time; 0 to choose it by the size of the networks
 * @param stopsEarly whether an example that is decided is left as it was found: its bracket is not
 *     the tightest that the method gives. Without anything to decide, nothing is left
 */
public record CertifySettings(
    Neighbourhood around,
    Optional<BigDecimal> delta,
    BoundMethod bound,
    BoundSettings engine,
    Property property,
    Semantics semantics,
    AttackSettings attack,
    long seed,
    int batch,
    boolean stopsEarly) {

  /**
   * @throws SettingException if a setting makes no sense
   */
  public CertifySettings {
    delta.ifPresent(property::checkDelta);
    if (batch < 0) {
      throw new SettingException("a batch of " + batch + " regions");
    }
  }

  /** Confidence brackets by joint bounds over l_inf balls cut with [0, 1]^n. */
  public static CertifySettings of(BigDecimal epsilon) {
    return of(new NormBall(Norm.INF, Epsilon.of(epsilon), Domain.UNIT));
  }

  /** Confidence brackets by joint bounds. */
  public static CertifySettings of(Neighbourhood around) {
    return new CertifySettings(
        around,
        Optional.empty(),
        BoundMethod.JOINT,
        BoundSettings.CROWN,
        Property.confidence(),
        Semantics.REAL,
        AttackSettings.STANDARD,
        0,
        0,
        true);
  }

  public CertifySettings withDelta(BigDecimal value) {
    return new CertifySettings(
        around,
        Optional.of(value),
        bound,
        engine,
        property,
        semantics,
        attack,
        seed,
        batch,
        stopsEarly);
  }

  public CertifySettings withBound(BoundMethod value) {
    return new CertifySettings(
        around, delta, value, engine, property, semantics, attack, seed, batch, stopsEarly);
  }

  public CertifySettings withEngine(BoundSettings value) {
    return new CertifySettings(
        around, delta, bound, value, property, semantics, attack, seed, batch, stopsEarly);
  }

  public CertifySettings withProperty(Property value) {
    return new CertifySettings(
        around, delta, bound, engine, value, semantics, attack, seed, batch, stopsEarly);
  }

  public CertifySettings withAttack(AttackSettings value) {
    return new CertifySettings(
        around, delta, bound, engine, property, semantics, value, seed, batch, stopsEarly);
  }

  public CertifySettings withSemantics(Semantics value) {
    return new CertifySettings(
        around, delta, bound, engine, property, value, attack, seed, batch, stopsEarly);
  }

  public CertifySettings withSeed(long value) {
    return new CertifySettings(
        around, delta, bound, engine, property, semantics, attack, value, batch, stopsEarly);
  }

  public CertifySettings withStopsEarly(boolean value) {
    return new CertifySettings(
        around, delta, bound, engine, property, semantics, attack, seed, batch, value);
  }
}
