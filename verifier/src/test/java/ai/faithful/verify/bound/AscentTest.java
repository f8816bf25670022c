package ai.faithful.verify.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.faithful.verify.rule.Adjustable;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps of Adam outside of the engine and in it. */
class AscentTest {
  private static final int REGIONS = 2;
  private static final int ROWS = 3;
  private static final int SIZE = 21;
  private static final Shape SHAPE = new Shape(REGIONS, ROWS, SIZE);

  private final Random random = new Random(4);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bothGoTheSameWay(boolean positive) {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Adjustable.Range range = range(manager);
      NDArray start = manager.zeros(SHAPE).add(range.start().expandDims(1));
      NDArray ofHost = start.duplicate();
      NDArray ofEngine = start;
      Ascent host = new HostAscent(positive, range, ROWS);
      try (Ascent engine = new EngineAscent(positive, range, start)) {
        boolean moves = false;
        for (int step = 0; step < 30; step++) {
          NDArray a = numbers(manager);
          NDArray derivative = numbers(manager);
          ofHost = host.step(ofHost, a, derivative);
          ofEngine = engine.step(ofEngine, a, derivative);
          float[] some = ofHost.toFloatArray();
          float[] others = ofEngine.toFloatArray();
          float[] least = start.zerosLike().add(range.least().expandDims(1)).toFloatArray();
          float[] most = start.zerosLike().add(range.most().expandDims(1)).toFloatArray();
          for (int i = 0; i < some.length; i++) {
            assertThat(some[i]).isCloseTo(others[i], within(1e-4f));
            assertThat(some[i]).isBetween(least[i], most[i]);
          }
          moves |= !Arrays.equals(some, start.toFloatArray());
        }
        assertThat(moves).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void replacesTheRowsThatAreMarked(boolean outside) {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Adjustable.Range range = range(manager);
      NDArray old = numbers(manager);
      NDArray by = numbers(manager);
      float[] before = old.toFloatArray();
      float[] instead = by.toFloatArray();
      boolean[] which = {true, false, false, false, true, true};
      try (Ascent ascent =
          outside ? new HostAscent(true, range, ROWS) : new EngineAscent(true, range, by)) {
        float[] mixed = ascent.replaced(old, by, which).toFloatArray();
        for (int i = 0; i < mixed.length; i++) {
          assertThat(mixed[i]).isEqualTo(which[i / SIZE] ? instead[i] : before[i]);
        }
      }
    }
  }

  /** Ends of very different size: t must neither leave them nor be rounded on the way. */
  @ParameterizedTest
  @CsvSource({"-16384, -2.5003", "-16384, -3e-4", "-1e5, -0.001", "-2e8, -30", "1e-7, 3e9"})
  void staysInARangeOfUnevenEnds(float least, float most) {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Shape shape = new Shape(1, 1);
      Adjustable.Range range =
          new Adjustable.Range(
              manager.full(shape, least), manager.full(shape, most), manager.ones(shape));
      for (float start : new float[] {least, most, 0.7f * most + 0.3f * least}) {
        NDArray t = manager.create(new float[] {start}, new Shape(1, 1, 1));
        NDArray one = t.onesLike();
        HostAscent ascent = new HostAscent(true, range, 1);
        ascent.step(t, one, one.zerosLike());
        assertThat(t.toFloatArray()).containsExactly(start);
        for (int step = 0; step < 40; step++) {
          ascent.step(t, one, one.mul(step % 7 < 3 ? 1 : -1));
          assertThat(t.toFloatArray()[0]).isBetween(least, most);
        }
      }
    }
  }

  private NDArray numbers(NDManager manager) {
    float[] numbers = new float[REGIONS * ROWS * SIZE];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i % 5 == 0 ? 0 : (float) random.nextGaussian();
    }
    return manager.create(numbers, SHAPE);
  }

  /** Some elements have a choice, others none. */
  private Adjustable.Range range(NDManager manager) {
    float[] least = new float[REGIONS * SIZE];
    float[] most = new float[least.length];
    float[] start = new float[least.length];
    for (int i = 0; i < least.length; i++) {
      least[i] = (float) random.nextGaussian();
      most[i] = least[i] + (i % 3 == 0 ? 0 : random.nextFloat());
      start[i] = 0.5f * (least[i] + most[i]);
    }
    Shape shape = new Shape(REGIONS, SIZE);
    return new Adjustable.Range(
        manager.create(least, shape), manager.create(most, shape), manager.create(start, shape));
  }
}
