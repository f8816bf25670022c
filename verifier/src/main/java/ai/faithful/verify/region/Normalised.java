package ai.faithful.verify.region;

import ai.faithful.verify.SettingException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A ball of pixels x in terms of the normalised inputs (x - mean) / deviation that networks read:
 * element i of an input y may differ from the (normalised, float32) example's by radius /
 * deviation_i, and lies in the domain's image, from (low - mean_i) / deviation_i to (high - mean_i)
 * / deviation_i. An example's element that rounding has put outside of that image counts as its
 * end.
 *
 * <p>Quotients are rounded to {@value #DIGITS} digits, towards the inside: the set that is
 * certified and that witnesses lie in is that of these decimals.
 *
 * @param raw in terms of pixels
 * @param mean one, or one for each channel, channels being the first axis
 * @param deviation one, or one for each channel, positive
 */
public record Normalised(NormBall raw, List<BigDecimal> mean, List<BigDecimal> deviation)
    implements Neighbourhood {
  private static final int DIGITS = 60;
  private static final MathContext DOWN = new MathContext(DIGITS, RoundingMode.FLOOR);
  private static final MathContext UP = new MathContext(DIGITS, RoundingMode.CEILING);

  /**
   * @throws SettingException if a deviation is not positive, or a 1- or 2-norm ball would become an
   *     ellipsoid
   */
  public Normalised {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (mean.isEmpty() || deviation.isEmpty()) {
      throw new SettingException("no mean or no deviation");
    }
    mean.forEach(m -> Magnitude.check("a mean", m));
    for (BigDecimal d : deviation) {
      Magnitude.check("a deviation", d);
      if (d.signum() <= 0) {
        throw new SettingException("a deviation of " + d + ", which has to be positive");
      }
    }
    if (raw.measure() != Norm.INF && !(isUniform(mean) && isUniform(deviation))) {
      throw new SettingException(
          "norm "
              + raw.measure().word()
              + " needs the same mean and deviation for all channels; use the norm inf");
    }
  }

  private static boolean isUniform(List<BigDecimal> values) {
    return values.stream().allMatch(v -> v.compareTo(values.get(0)) == 0);
  }

  @Override
  public Region around(float[] example) {
    if (raw.measure() != Norm.INF) {
      Domain valid = image(0);
      float[] inside = new float[example.length];
      for (int i = 0; i < inside.length; i++) {
        inside[i] = inside(example[i], valid);
      }
      BigDecimal radius = raw.radius().below().divide(deviation.get(0), DOWN);
      return new BallRegion(raw.measure(), inside, Epsilon.of(radius), valid);
    }
    int channels = Math.max(mean.size(), deviation.size());
    if (example.length % channels != 0) {
      throw new SettingException(
          channels + " channels do not divide the " + example.length + " elements of an input");
    }
    List<BigDecimal> least = new ArrayList<>();
    List<BigDecimal> most = new ArrayList<>();
    for (int c = 0; c < channels; c++) {
      Domain valid = image(c);
      BigDecimal radius = raw.radius().below().divide(of(deviation, c), DOWN);
      int from = example.length / channels * c;
      for (int i = from; i < from + example.length / channels; i++) {
        BigDecimal center = new BigDecimal(inside(example[i], valid));
        least.add(center.subtract(radius).max(valid.lower()));
        most.add(center.add(radius).min(valid.upper()));
      }
    }
    return BoxRegion.between(least, most);
  }

  /** Normalised pixels of the domain. */
  private Domain image(int channel) {
    BigDecimal m = of(mean, channel);
    BigDecimal d = of(deviation, channel);
    return new Domain(
        raw.valid().lower().subtract(m).divide(d, UP),
        raw.valid().upper().subtract(m).divide(d, DOWN));
  }

  private static BigDecimal of(List<BigDecimal> values, int channel) {
    if (values.size() > 1 && channel >= values.size()) {
      throw new SettingException("mean and deviation are for different numbers of channels");
    }
    return values.get(values.size() == 1 ? 0 : channel);
  }

  /** The float that an example's element counts as. */
  private static float inside(float element, Domain valid) {
    if (!Float.isFinite(element)) {
      throw new SettingException("an element of an example is " + element);
    }
    float least = Rounded.floatUp(valid.lower());
    float most = Rounded.floatDown(valid.upper());
    boolean rounded =
        element >= Math.nextDown(Math.nextDown(least)) && element <= Math.nextUp(Math.nextUp(most));
    if (!rounded) {
      throw new SettingException(
          "an element of an example is " + element + ", outside the normalised domain " + valid);
    }
    return Math.max(least, Math.min(most, element));
  }

  /** The example moved into the domain's image. */
  @Override
  public float[] counted(float[] example) {
    float[] counted = example.clone();
    int channels = Math.max(mean.size(), deviation.size());
    for (int i = 0; i < counted.length; i++) {
      counted[i] = inside(example[i], image(i / Math.max(1, counted.length / channels)));
    }
    return counted;
  }

  @Override
  public Optional<Domain> domain() {
    return Optional.empty();
  }

  @Override
  public Optional<Epsilon> epsilon() {
    return raw.epsilon();
  }

  @Override
  public String norm() {
    return raw.norm();
  }

  @Override
  public String words(String example) {
    return raw.words(example) + ", in pixels before they are normalised";
  }
}
