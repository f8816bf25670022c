package ai.faithful.verify.region;

import java.util.Optional;

/** What is asked about around each example. */
public sealed interface Neighbourhood permits NormBall, FeatureBox, FixedBox, InputMap, Normalised {

  /**
   * The region of one example.
   *
   * @throws ai.faithful.verify.SettingException if the example does not fit
   */
  Region around(float[] example);

  /** The example as it counts, where rounding may have put it a little outside of what is valid. */
  default float[] counted(float[] example) {
    return example;
  }

  /** What all regions are cut with; none if with nothing. */
  Optional<Domain> domain();

  /** The radius; none if there is not one for all elements. */
  Optional<Epsilon> epsilon();

  /** As written in results: {@code inf}, {@code 2}, {@code 1}, {@code box}, {@code map}. */
  String norm();

  /**
   * What is meant, to follow "every input": "within 0.02 of it in each element".
   *
   * @param example what the example is called: "it"
   */
  String words(String example);
}
