package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Tensor;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Constants on the tensor engine, with the radius that encloses those it cannot hold exactly. */
final class ConstantArrays implements Parameters {
  static final ConstantArrays NONE = new ConstantArrays(Map.of(), Map.of());

  private final Map<String, NDArray> values;
  private final Map<String, NDArray> radii;

  private ConstantArrays(Map<String, NDArray> values, Map<String, NDArray> radii) {
    this.values = values;
    this.radii = radii;
  }

  static ConstantArrays upload(Graph graph, NDManager manager, Precision precision) {
    Map<String, NDArray> values = new HashMap<>();
    Map<String, NDArray> radii = new HashMap<>();
    graph
        .constants()
        .forEach(
            (name, constant) -> {
              ai.djl.ndarray.types.Shape shape =
                  new ai.djl.ndarray.types.Shape(
                      constant.shape().dims().stream().mapToLong(d -> d).toArray());
              values.put(name, create(manager, constant.value().toDoubles(), shape, precision));
              double[] radius = radius(constant, precision);
              if (radius != null) {
                radii.put(name, create(manager, radius, shape, precision));
              }
            });
    return new ConstantArrays(values, radii);
  }

  private static NDArray create(
      NDManager manager, double[] elements, ai.djl.ndarray.types.Shape shape, Precision precision) {
    if (precision == Precision.FLOAT64) {
      return manager.create(elements, shape);
    }
    float[] rounded = new float[elements.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) elements[i];
    }
    return manager.create(rounded, shape);
  }

  /** The constant's own radius plus the error of holding it in {@code precision}. */
  private static double @Nullable [] radius(Constant constant, Precision precision) {
    Tensor value = constant.value();
    double[] radius = new double[value.size()];
    boolean exact = true;
    for (int i = 0; i < radius.length; i++) {
      double own = constant.radius().isPresent() ? constant.radius().get().at(i) : 0;
      double held = precision == Precision.FLOAT64 ? value.at(i) : (float) value.at(i);
      // The difference of a double and its nearest float is exact, or the float has overflowed.
      double error = Math.abs(value.at(i) - held);
      if (own != 0 || error != 0) {
        radius[i] = precision.roundUp(error == 0 ? own : Math.nextUp(own + error));
        exact = false;
      }
    }
    return exact ? null : radius;
  }

  ConstantArrays with(Map<String, NDArray> live) {
    Map<String, NDArray> newValues = new HashMap<>(values);
    Map<String, NDArray> newRadii = new HashMap<>(radii);
    newValues.putAll(live);
    newRadii.keySet().removeAll(live.keySet());
    return new ConstantArrays(newValues, newRadii);
  }

  @Override
  public NDArray value(String constant) {
    NDArray value = values.get(constant);
    if (value == null) {
      throw new IllegalArgumentException("no constant '" + constant + "'");
    }
    return value;
  }

  @Override
  public @Nullable NDArray radius(String constant) {
    return radii.get(constant);
  }
}
