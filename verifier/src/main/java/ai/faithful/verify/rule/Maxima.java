package ai.faithful.verify.rule;

import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Maxima in parts: max(a, b) = b + relu(a - b), exact where the sign of a - b is known, and more
 * than two in pairs of pairs.
 */
final class Maxima {
  private final Expansion expansion;

  Maxima(Expansion expansion) {
    this.expansion = expansion;
  }

  String pair(String name, String a, String b) {
    String difference = expansion.add("difference", new Op.Sub(), a, b);
    String excess = expansion.add("excess", new Op.Relu(), difference);
    String greater = expansion.add(name, new Op.Add(), b, excess);
    if (expansion.shape(a).equals(expansion.shape(b))) {
      expansion.maximum(greater, a, b);
    }
    return greater;
  }

  /** One axis after the other. */
  void reduce(String name, String x, Op.ReduceMax op) {
    List<Integer> axes =
        op.axes().stream().filter(axis -> expansion.shape(x).dim(axis) > 1).toList();
    String value = x;
    for (int axis : axes) {
      List<List<Integer>> slices =
          IntStream.range(0, expansion.shape(x).dim(axis)).mapToObj(List::of).toList();
      boolean last = axis == axes.get(axes.size() - 1);
      value = greatest(last ? name : "along", value, axis, slices);
    }
    if (axes.isEmpty()) {
      expansion.add(name, new Op.Reshape(expansion.shape(x)), x);
    }
  }

  /**
   * Along one axis after the other, a window is the taps on that axis. A tap in the padding is
   * replaced by one that is not, for the maximum of the same two is the same.
   */
  void pool(String name, String x, Op.MaxPool op, Shape result) {
    String value = x;
    for (int axis = 2; axis < result.rank(); axis++) {
      List<List<Integer>> taps = taps(op, axis - 2, expansion.shape(x).dim(axis), result.dim(axis));
      value = greatest(axis == result.rank() - 1 ? name : "along", value, axis, taps);
    }
  }

  /** For each tap of a window, its index at every output position. */
  private static List<List<Integer>> taps(Op.MaxPool op, int spatial, int extent, int count) {
    List<List<Integer>> taps = new ArrayList<>();
    int stride = op.strides().get(spatial);
    int dilation = op.dilations().get(spatial);
    int kernel = op.kernel().get(spatial);
    int[] nearest = new int[count];
    for (int position = 0; position < count; position++) {
      int first = position * stride - op.padsBegin().get(spatial);
      nearest[position] =
          IntStream.range(0, kernel)
              .map(tap -> first + tap * dilation)
              .filter(at -> at >= 0 && at < extent)
              .findFirst()
              .orElseThrow();
    }
    for (int tap = 0; tap < kernel; tap++) {
      List<Integer> indices = new ArrayList<>();
      for (int position = 0; position < count; position++) {
        int at = position * stride - op.padsBegin().get(spatial) + tap * dilation;
        indices.add(at >= 0 && at < extent ? at : nearest[position]);
      }
      taps.add(indices);
    }
    return taps;
  }

  private String greatest(String name, String x, int axis, List<List<Integer>> slices) {
    List<String> values = new ArrayList<>();
    for (List<Integer> indices : slices) {
      String part = slices.size() == 1 ? name : "slice";
      values.add(expansion.add(part, new Op.Gather(axis, indices), x));
    }
    while (values.size() > 1) {
      List<String> pairs = new ArrayList<>();
      for (int i = 0; i + 1 < values.size(); i += 2) {
        pairs.add(pair(values.size() == 2 ? name : "greater", values.get(i), values.get(i + 1)));
      }
      if (values.size() % 2 == 1) {
        pairs.add(values.get(values.size() - 1));
      }
      values = pairs;
    }
    return values.get(0);
  }
}
