package ai.faithful.verify.region;

import java.util.List;
import java.util.Optional;

/**
 * All inputs of a domain within a radius of the example, each element with its own.
 *
 * @param radii one for each element
 * @param valid the domain
 */
public record FeatureBox(List<Epsilon> radii, Domain valid) implements Neighbourhood {
  public FeatureBox {
    radii = List.copyOf(radii);
  }

  @Override
  public Region around(float[] example) {
    return BoxRegion.linf(Doubles.of(example), radii, valid);
  }

  @Override
  public Optional<Domain> domain() {
    return Optional.of(valid);
  }

  @Override
  public Optional<Epsilon> epsilon() {
    return Optional.empty();
  }

  @Override
  public String norm() {
    return Norm.INF.word();
  }

  @Override
  public String words(String example) {
    return "within each element's own radius of " + example;
  }
}
