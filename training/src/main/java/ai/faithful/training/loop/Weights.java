package ai.faithful.training.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The trainable constants of a graph as arrays on the tensor engine, in float32 and in the graph's
 * order.
 */
public final class Weights {
  private final Graph graph;
  private final Map<String, NDArray> arrays = new LinkedHashMap<>();

  /** Uploads every constant of {@code graph} into {@code manager}. */
  public Weights(Graph graph, NDManager manager) {
    this.graph = graph;
    graph
        .constants()
        .forEach(
            (name, constant) ->
                arrays.put(name, manager.create(constant.value().toFloats(), extents(constant))));
  }

  /** The arrays by name; they change in place as training goes on. */
  public Map<String, NDArray> arrays() {
    return arrays;
  }

  /** Views that a tape follows, in {@code manager}: they change with the arrays. */
  Map<String, NDArray> live(NDManager manager) {
    Map<String, NDArray> live = new LinkedHashMap<>();
    arrays.forEach(
        (name, array) -> {
          NDArray view = array.stopGradient();
          view.attach(manager);
          view.setRequiresGradient(true);
          live.put(name, view);
        });
    return live;
  }

  /** The graph with some weights as its constants. */
  Graph graph(Map<String, NDArray> weights) {
    Map<String, Constant> constants = new LinkedHashMap<>();
    weights.forEach(
        (name, array) -> {
          Shape shape = graph.shapeOf(name);
          constants.put(name, Constant.exact(Tensor.ofFloats(shape, array.toFloatArray())));
        });
    return new Graph(graph.name(), graph.inputs(), constants, graph.nodes(), graph.outputs());
  }

  /** A copy of {@code arrays} on the Java side. */
  static Map<String, float[]> download(Map<String, NDArray> arrays) {
    Map<String, float[]> copy = new LinkedHashMap<>();
    arrays.forEach((name, array) -> copy.put(name, array.toFloatArray()));
    return copy;
  }

  /**
   * Overwrites {@code arrays} in place.
   *
   * @throws IllegalArgumentException if names or sizes differ
   */
  static void upload(Map<String, float[]> from, Map<String, NDArray> arrays) {
    arrays.forEach(
        (name, array) -> {
          float[] elements = elements(from, arrays.keySet(), name, array.size());
          try (NDArray copy = array.getManager().create(elements, array.getShape())) {
            copy.copyTo(array);
          }
        });
  }

  /**
   * Those of one name.
   *
   * @param names that {@code from} has to have
   * @param size that the elements have to have
   * @throws IllegalArgumentException if names or sizes differ
   */
  static float[] elements(Map<String, float[]> from, Set<String> names, String name, long size) {
    float[] elements = from.get(name);
    if (elements == null || !from.keySet().equals(names)) {
      throw new IllegalArgumentException(from.keySet() + " are not " + names);
    }
    if (elements.length != size) {
      throw new IllegalArgumentException(
          name + " has " + elements.length + " elements, not " + size);
    }
    return elements;
  }

  private static ai.djl.ndarray.types.Shape extents(Constant constant) {
    return new ai.djl.ndarray.types.Shape(
        Arrays.stream(constant.shape().toArray()).asLongStream().toArray());
  }
}
