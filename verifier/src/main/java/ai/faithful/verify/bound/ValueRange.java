package ai.faithful.verify.bound;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Input;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.verify.rule.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What all elements of a value lie in, for listings.
 *
 * @param value its name
 * @param shape of the value
 * @param lower the least lower bound of an element
 * @param upper the greatest upper bound of an element
 * @param undecided how many elements have an undecided sign and are rectified
 */
public record ValueRange(String value, Shape shape, double lower, double upper, int undecided) {

  /**
   * The range of every value while each input element is in [lower, upper]: interval arithmetic and
   * CROWN in float64, rounding accounted for.
   *
   * @param graph of operators that have a rule
   * @throws ai.faithful.verify.rule.UnsupportedGraphException listing the nodes without one
   */
  public static List<ValueRange> of(Graph graph, double lower, double upper) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      Network network = Network.of(graph, manager, DataType.FLOAT64);
      Map<String, Box> inputs = new HashMap<>();
      for (Input input : graph.inputs()) {
        double[] low = filled(input.shape().size(), lower);
        double[] high = filled(input.shape().size(), upper);
        inputs.put(
            input.name(),
            Box.of(
                manager,
                input.shape(),
                new double[][] {low},
                new double[][] {high},
                DataType.FLOAT64));
      }
      Map<String, Box> boxes = Crown.intermediate(network, inputs, Rounding.RIGOROUS);
      Set<String> rectified = new HashSet<>();
      for (Node node : graph.nodes()) {
        if (node.op() instanceof Op.Relu) {
          rectified.add(node.inputs().get(0));
        }
      }
      List<ValueRange> ranges = new ArrayList<>();
      for (Input input : graph.inputs()) {
        add(ranges, boxes, input.name(), input.shape(), rectified);
      }
      for (Node node : graph.nodes()) {
        add(ranges, boxes, node.name(), node.shape(), rectified);
      }
      return ranges;
    }
  }

  private static void add(
      List<ValueRange> ranges,
      Map<String, Box> boxes,
      String value,
      Shape shape,
      Set<String> rectified) {
    Box box = boxes.get(value);
    if (box == null || shape.size() == 0) {
      return;
    }
    double[] low = box.lower().toDoubleArray();
    double[] high = box.upper().toDoubleArray();
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    int undecided = 0;
    for (int i = 0; i < low.length; i++) {
      least = Math.min(least, low[i]);
      greatest = Math.max(greatest, high[i]);
      if (low[i] < 0 && high[i] > 0) {
        undecided++;
      }
    }
    int counted = rectified.contains(value) ? undecided : 0;
    ranges.add(new ValueRange(value, shape, least, greatest, counted));
  }

  private static double[] filled(int size, double value) {
    double[] values = new double[size];
    Arrays.fill(values, value);
    return values;
  }
}
