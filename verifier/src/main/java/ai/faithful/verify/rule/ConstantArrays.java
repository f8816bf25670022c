package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Tensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Constants on the tensor engine, with the radius that encloses those it cannot hold exactly. */
final class ConstantArrays implements Parameters {
  static final ConstantArrays NONE =
      new ConstantArrays(Map.of(), Map.of(), Set.of(), new ConcurrentHashMap<>());

  private final Map<String, NDArray> values;
  private final Map<String, NDArray> radii;

  /** Names of constants that may be the live arrays of a tape. */
  private final Set<String> live;

  /** Of those that are not live: the same whatever the live ones are. */
  private final Map<String, NDArray> derived;

  private ConstantArrays(
      Map<String, NDArray> values,
      Map<String, NDArray> radii,
      Set<String> live,
      Map<String, NDArray> derived) {
    this.values = values;
    this.radii = radii;
    this.live = live;
    this.derived = derived;
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
    return new ConstantArrays(values, radii, Set.of(), new ConcurrentHashMap<>());
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

  ConstantArrays with(Map<String, NDArray> parameters) {
    Map<String, NDArray> newValues = new HashMap<>(values);
    Map<String, NDArray> newRadii = new HashMap<>(radii);
    newValues.putAll(parameters);
    newRadii.keySet().removeAll(parameters.keySet());
    Set<String> newLive = new HashSet<>(live);
    newLive.addAll(parameters.keySet());
    return new ConstantArrays(newValues, newRadii, newLive, derived);
  }

  /** Whether some constants may be the live arrays of a tape. */
  boolean live() {
    return !live.isEmpty();
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

  @Override
  public NDArray absolute(String constant) {
    return derived("absolute " + constant, constant, NDArray::abs);
  }

  @Override
  public NDArray transposed(String constant) {
    // Rows one after the other, which a view or its duplicate would not be: for picking.
    return derived(
        "transposed " + constant,
        constant,
        x -> {
          NDArray view = x.swapAxes(0, 1);
          return view.flatten().reshape(view.getShape());
        });
  }

  /** Made once, and kept as long as the constants are, unless a tape may follow it. */
  private NDArray derived(String key, String constant, UnaryOperator<NDArray> map) {
    if (live.contains(constant)) {
      return map.apply(value(constant));
    }
    return derived.computeIfAbsent(
        key,
        k -> {
          try (Scope scope = new Scope()) {
            NDArray made = map.apply(value(constant));
            scope.release(made);
            return made;
          }
        });
  }
}
