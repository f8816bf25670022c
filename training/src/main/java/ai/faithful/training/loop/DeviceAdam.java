package ai.faithful.training.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Adam by the engine's own update, with moments on the device. */
final class DeviceAdam extends Adam {
  private static final float NO_CLIPPING = -1;

  private final Map<String, NDArray> mean = new LinkedHashMap<>();
  private final Map<String, NDArray> square = new LinkedHashMap<>();

  DeviceAdam(Map<String, NDArray> weights, NDManager manager) {
    weights.forEach(
        (name, weight) -> {
          mean.put(name, manager.zeros(weight.getShape(), weight.getDataType()));
          square.put(name, manager.zeros(weight.getShape(), weight.getDataType()));
        });
  }

  @Override
  void move(String name, NDArray weight, NDArray gradient, float rate) {
    NDArray m = Objects.requireNonNull(mean.get(name));
    NDArray v = Objects.requireNonNull(square.get(name));
    m.addi(NORMAL);
    v.addi(NORMAL);
    weight
        .getNDArrayInternal()
        .adamUpdate(
            new NDList(weight, gradient, m, v),
            new NDList(weight),
            rate,
            rate,
            0,
            1,
            NO_CLIPPING,
            (float) DECAY_MEAN,
            (float) DECAY_SQUARE,
            SMALL,
            false,
            false);
  }

  @Override
  Map<String, float[]> mean() {
    return Weights.download(mean);
  }

  @Override
  Map<String, float[]> square() {
    return Weights.download(square);
  }

  @Override
  void restoreMoments(Map<String, float[]> means, Map<String, float[]> squares) {
    Weights.upload(means, mean);
    Weights.upload(squares, square);
  }
}
