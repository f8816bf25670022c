package ai.faithful.verify.certificate;

import ai.faithful.verify.ModelMismatchException;
import ai.faithful.verify.SettingException;
import ai.faithful.verify.region.Domain;
import ai.faithful.verify.region.Neighbourhood;
import ai.faithful.verify.region.Region;
import ai.faithful.verify.runtime.Probe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Examples with their regions.
 *
 * @param examples in the order asked
 * @param regions one for each
 */
record Surroundings(List<Example> examples, List<Region> regions) {
  private static final int RANDOM_PROBES = 16;
  private static final int PROBED_REGIONS = 4;
  private static final int PROBED_EXAMPLES = 16;

  /**
   * The regions of examples.
   *
   * @param size elements that the models read
   * @param classes that they tell apart
   * @throws ModelMismatchException if an example has another size
   * @throws SettingException if an example lies outside the domain, or has a label that is no class
   */
  static Surroundings of(List<Example> examples, Neighbourhood around, int size, int classes)
      throws ModelMismatchException {
    List<Region> regions = new ArrayList<>();
    for (Example example : examples) {
      if (example.size() != size) {
        throw new ModelMismatchException(
            String.format(
                "example %d has %d elements, the models read %d",
                example.index(), example.size(), size));
      }
      if (example.label() < 0 || example.label() >= classes) {
        throw new SettingException(
            String.format(
                "example %d has label %d, the models tell %d classes apart (0 to %d)",
                example.index(), example.label(), classes, classes - 1));
      }
      Region region = around.around(example.image());
      requireFloats(region, example.index());
      regions.add(region);
    }
    return new Surroundings(examples, regions);
  }

  private static void requireFloats(Region region, int example) {
    double[] lower = region.lower();
    double[] upper = region.upper();
    for (int i = 0; i < lower.length; i++) {
      if (!(lower[i] >= -Float.MAX_VALUE && upper[i] <= Float.MAX_VALUE)) {
        throw new SettingException(
            String.format(
                "the region of example %d reaches from %.3g to %.3g in element %d, beyond float32;"
                    + " keep it within -3.4e38 to 3.4e38",
                example, lower[i], upper[i], i));
      }
    }
  }

  /**
   * Inputs to compare ONNX Runtime with the graphs at: of the domain, the regions, the examples.
   */
  List<Probe> probes(Neighbourhood around, int size, long seed) {
    List<Probe> probes =
        Probe.of(
            size,
            around.domain().orElseGet(this::hull),
            RANDOM_PROBES,
            regions.subList(0, Math.min(PROBED_REGIONS, regions.size())),
            seed);
    for (Example example : examples.subList(0, Math.min(PROBED_EXAMPLES, examples.size()))) {
      probes.add(new Probe("example " + example.index(), example.image()));
    }
    return probes;
  }

  /** An interval that holds every element of the first region. */
  private Domain hull() {
    if (regions.isEmpty()) {
      return Domain.UNIT;
    }
    double least = Arrays.stream(regions.get(0).lower()).min().orElse(0);
    double most = Arrays.stream(regions.get(0).upper()).max().orElse(1);
    return Domain.of(least, most);
  }
}
