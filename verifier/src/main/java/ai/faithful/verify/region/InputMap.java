package ai.faithful.verify.region;

import ai.faithful.verify.SettingException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * All that a map of few parameters, x + sum of t_j m_j, makes of the example, up to rounding: see
 * {@link MappedRegion}.
 *
 * @param parts applied together
 */
public record InputMap(List<Part> parts) implements Neighbourhood {

  /**
   * @throws SettingException if there is no part
   */
  public InputMap {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new SettingException("a map without parameters");
    }
  }

  /** One parameter with what it is multiplied with. */
  public sealed interface Part permits Brightness, Contrast, Direction {
    /** The least parameter, exact. */
    BigDecimal low();

    /** The greatest parameter, exact. */
    BigDecimal high();

    /** m, for an example. */
    double[] direction(float[] example);

    /** In words, to follow "when its". */
    String words();
  }

  /** The same number is added to every element. */
  public record Brightness(BigDecimal low, BigDecimal high) implements Part {
    public Brightness {
      check("brightness", low, high);
    }

    @Override
    public double[] direction(float[] example) {
      double[] ones = new double[example.length];
      Arrays.fill(ones, 1);
      return ones;
    }

    @Override
    public String words() {
      return "brightness changes by " + low + " to " + high;
    }
  }

  /**
   * Every element is multiplied with 1 + t.
   *
   * @param low least t: the least factor less 1
   * @param high greatest t
   */
  public record Contrast(BigDecimal low, BigDecimal high) implements Part {
    public Contrast {
      check("contrast", low, high);
    }

    /** From the least and the greatest factor. */
    public static Contrast ofFactors(BigDecimal least, BigDecimal most) {
      Magnitude.check("a factor of contrast", least);
      Magnitude.check("a factor of contrast", most);
      if (least.compareTo(BigDecimal.ONE) > 0 || most.compareTo(BigDecimal.ONE) < 0) {
        throw new SettingException(
            "contrast from " + least + " to " + most + " leaves out 1, the example itself");
      }
      return new Contrast(least.subtract(BigDecimal.ONE), most.subtract(BigDecimal.ONE));
    }

    @Override
    public double[] direction(float[] example) {
      return Doubles.of(example);
    }

    @Override
    public String words() {
      return "contrast is multiplied by "
          + low.add(BigDecimal.ONE)
          + " to "
          + high.add(BigDecimal.ONE);
    }
  }

  /**
   * Any direction.
   *
   * @param elements m: finite doubles, exact
   */
  public record Direction(BigDecimal low, BigDecimal high, List<Double> elements) implements Part {
    public Direction {
      check("a map's parameter", low, high);
      elements = List.copyOf(elements);
      if (!elements.stream().allMatch(Double::isFinite)) {
        throw new SettingException("a map's direction has an element that is not finite");
      }
    }

    @Override
    public double[] direction(float[] example) {
      if (elements.size() != example.length) {
        throw new SettingException(
            "a map's direction has "
                + elements.size()
                + " elements, the inputs have "
                + example.length);
      }
      return elements.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Override
    public String words() {
      return "elements move along a given direction by " + low + " to " + high;
    }
  }

  private static void check(String what, BigDecimal low, BigDecimal high) {
    Magnitude.check("an end of " + what, low);
    Magnitude.check("an end of " + what, high);
    if (low.compareTo(high) > 0) {
      throw new SettingException(what + " from " + low + " to " + high + " is empty");
    }
    if (low.signum() > 0 || high.signum() < 0) {
      throw new SettingException(
          what + " from " + low + " to " + high + " leaves out the example itself");
    }
  }

  @Override
  public Region around(float[] example) {
    List<BigDecimal> low = new ArrayList<>();
    List<BigDecimal> high = new ArrayList<>();
    double[][] directions = new double[parts.size()][];
    for (int j = 0; j < directions.length; j++) {
      low.add(parts.get(j).low());
      high.add(parts.get(j).high());
      directions[j] = parts.get(j).direction(example);
    }
    return new MappedRegion(example, directions, low, high);
  }

  @Override
  public Optional<Domain> domain() {
    return Optional.empty();
  }

  @Override
  public Optional<Epsilon> epsilon() {
    return Optional.empty();
  }

  @Override
  public String norm() {
    return "map";
  }

  @Override
  public String words(String example) {
    return "that "
        + example
        + " becomes when its "
        + String.join(" and its ", parts.stream().map(Part::words).toList());
  }
}
