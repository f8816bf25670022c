package ai.faithful.verify.region;

import ai.faithful.verify.SettingException;
import java.util.Optional;

/**
 * One box of inputs, wherever the example is.
 *
 * @param box all of it
 */
public record FixedBox(BoxRegion box) implements Neighbourhood {
  @Override
  public Region around(float[] example) {
    if (!box.contains(example)) {
      throw new SettingException("the example is outside the box");
    }
    return box;
  }

  /** A float32 point in the middle. */
  public float[] center() {
    return box.nearest(box.middle());
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
    return "box";
  }

  @Override
  public String words(String example) {
    return "in the box";
  }
}
