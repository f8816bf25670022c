package ai.faithful.cli;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Shape;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Whether samples of as many elements as a model reads have them in the order in which it reads
 * them: 32x32x3 is not 3x32x32, though [784] is as good as [1,28,28].
 */
final class AxisOrder {
  private AxisOrder() {}

  /**
   * @throws CliException a usage error if the model's axes are the sample's in another order
   */
  static void check(String data, Shape sample, Object model, Graph graph) {
    List<Integer> stored = extents(sample);
    List<Integer> read = extents(graph.inputs().get(0).shape());
    if (!stored.equals(read)
        && stored.stream().sorted().toList().equals(read.stream().sorted().toList())) {
      throw CliException.usage(
          String.format(
              "samples of %s are %s, %s reads %s: the same axes in another order; --layout nhwc"
                  + " turns files of HxWxC into CxHxW, --layout flat leaves every order as it is",
              data, words(stored), model, words(read)));
    }
  }

  private static List<Integer> extents(Shape shape) {
    return shape.dims().stream().filter(extent -> extent != 1).toList();
  }

  private static String words(List<Integer> extents) {
    return extents.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }
}
