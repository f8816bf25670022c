package ai.faithful.verify.region;

import java.util.Optional;

/**
 * All inputs of a domain within a radius of the example.
 *
 * @param measure in which the distance is measured
 * @param radius its greatest value
 * @param valid the domain
 */
public record NormBall(Norm measure, Epsilon radius, Domain valid) implements Neighbourhood {
  @Override
  public Region around(float[] example) {
    return measure == Norm.INF
        ? BoxRegion.linf(Doubles.of(example), radius, valid)
        : new BallRegion(measure, example, radius, valid);
  }

  @Override
  public Optional<Domain> domain() {
    return Optional.of(valid);
  }

  @Override
  public Optional<Epsilon> epsilon() {
    return Optional.of(radius);
  }

  @Override
  public String words(String example) {
    return switch (measure) {
      case INF -> "within " + radius + " of " + example + " in each element";
      case L2 -> "within Euclidean distance " + radius + " of " + example;
      case L1 -> "whose changes from " + example + " sum to at most " + radius;
    };
  }

  @Override
  public String norm() {
    return measure.word();
  }
}
