package ai.faithful.verify.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Node;
import ai.faithful.ir.pass.Classifier;
import ai.faithful.ir.pass.Passes;
import ai.faithful.onnx.ModelException;
import ai.faithful.onnx.OnnxReader;
import ai.faithful.onnx.UnsupportedModelException;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Precision;
import ai.faithful.verify.rule.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fixture, every method, both formats: samples of random boxes lie within the bounds, in part
 * in the ordinary build. A sample in plain doubles that comes near a bound is enclosed with rigour;
 * it is a violation if all of its enclosure is outside.
 */
class FixtureSoundnessTest {
  private static final int BATCH = 256;

  /** Larger ones, transformers, are left out where slopes are searched: minutes each. */
  private static final int SEARCHED = 10_000;

  /** Far above the rounding of an evaluation in doubles, relative to the bound. */
  private static final double NEAR = 1e-6;

  /** All that are read: a quantiser whose scale depends on the data is refused, say. */
  static List<Path> all() {
    try (Stream<Path> files = Files.walk(ExporterFixtures.FOLDER)) {
      return files
          .filter(f -> f.toString().endsWith(".onnx"))
          .sorted()
          .filter(f -> graph(f).isPresent())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Small ones of every exporter, an eighth of them. */
  static List<Path> some() {
    List<Path> small =
        all().stream().filter(file -> elements(graph(file).orElseThrow()) < 3000).toList();
    return IntStream.range(0, small.size()).filter(i -> i % 8 == 3).mapToObj(small::get).toList();
  }

  private static Optional<Graph> graph(Path file) {
    try {
      Graph graph = OnnxReader.read(file).graph();
      boolean classifies = !file.toString().contains("regressor");
      return Optional.of(Passes.simplify(classifies ? Classifier.of(graph).logits() : graph));
    } catch (UnsupportedModelException e) {
      return Optional.empty();
    } catch (ModelException e) {
      throw new IllegalStateException(file.toString(), e);
    }
  }

  private static long elements(Graph graph) {
    return graph.nodes().stream().map(Node::shape).mapToLong(s -> s.size()).sum();
  }

  @ParameterizedTest
  @MethodSource("some")
  void samplesOfSomeStayInside(Path file) {
    check(file, 1, 300);
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("all")
  void samplesOfAllStayInside(Path file) {
    check(file, 1, 1000);
  }

  private static void check(Path file, int boxes, int samples) {
    Graph graph = graph(file).orElseThrow();
    int size = graph.inputs().get(0).shape().size();
    Random random = new Random(file.getFileName().toString().hashCode());
    double[][] low = CrownTest.points(random, boxes, size);
    double[][] high = new double[boxes][];
    for (int b = 0; b < boxes; b++) {
      double eps = Math.scalb(0.05, -random.nextInt(8));
      high[b] = CrownTest.shifted(new double[][] {low[b]}, eps)[0];
    }
    List<Bounds> all = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Method method : Method.values()) {
      if (method == Method.ALPHA_CROWN && elements(graph) > SEARCHED) {
        continue;
      }
      for (Precision precision : Precision.values()) {
        BoundSettings settings =
            BoundSettings.CROWN.withMethod(method).withPrecision(precision).withIterations(3);
        all.add(Bounds.by(settings, graph, low, high));
        names.add(file.getFileName() + " by " + method + " in " + precision);
      }
    }
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Network network = Network.of(graph, manager, DataType.FLOAT64);
      for (int b = 0; b < boxes; b++) {
        for (int done = 0; done < samples; done += BATCH) {
          double[][] points = new double[Math.min(BATCH, samples - done)][];
          for (int s = 0; s < points.length; s++) {
            points[s] = point(random, low[b], high[b], s % 3);
          }
          check(network, points, b, all, names);
        }
      }
    }
  }

  /** A corner, any point, or a corner but for few elements. */
  private static double[] point(Random random, double[] low, double[] high, int kind) {
    double[] x = new double[low.length];
    for (int i = 0; i < x.length; i++) {
      boolean corner = kind == 0 || (kind == 2 && random.nextInt(8) > 0);
      double share = corner ? random.nextInt(2) : random.nextDouble();
      x[i] = Math.min(high[i], low[i] + share * (high[i] - low[i]));
    }
    return x;
  }

  private static void check(
      Network network, double[][] points, int b, List<Bounds> all, List<String> names) {
    Graph graph = network.graph();
    String output = graph.outputs().get(0);
    NDManager manager = network.manager();
    try (Scope scope = new Scope()) {
      Box at =
          Objects.requireNonNull(
              Bounds.inputs(manager, graph, points, points, DataType.FLOAT64)
                  .get(graph.inputs().get(0).name()));
      NDArray y = scope.keep(network.forward(at.lower()));
      double[] values = Bounds.doubles(y);
      int classes = values.length / points.length;
      List<Integer> near = new ArrayList<>();
      for (int s = 0; s < points.length; s++) {
        if (isNear(values, s, classes, b, all)) {
          near.add(s);
        }
      }
      y.close();
      if (near.isEmpty()) {
        return;
      }
      double[][] close = near.stream().map(s -> points[s]).toArray(double[][]::new);
      Map<String, Box> boxes =
          IntervalBounds.compute(
              network,
              Bounds.inputs(manager, graph, close, close, DataType.FLOAT64),
              Rounding.RIGOROUS);
      Box box = Objects.requireNonNull(boxes.get(output));
      double[] least = Bounds.doubles(box.lower());
      double[] most = Bounds.doubles(box.upper());
      for (int i = 0; i < least.length; i++) {
        for (int k = 0; k < all.size(); k++) {
          assertThat(least[i])
              .as(names.get(k))
              .isLessThanOrEqualTo(all.get(k).upper()[b][i % classes]);
          assertThat(most[i])
              .as(names.get(k))
              .isGreaterThanOrEqualTo(all.get(k).lower()[b][i % classes]);
        }
      }
    }
  }

  private static boolean isNear(double[] values, int s, int classes, int b, List<Bounds> all) {
    for (int j = 0; j < classes; j++) {
      double y = values[s * classes + j];
      double room = NEAR * (1 + Math.abs(y));
      for (Bounds bounds : all) {
        if (!(y - room > bounds.lower()[b][j] && y + room < bounds.upper()[b][j])) {
          return true;
        }
      }
    }
    return false;
  }

  /** What stands in the way of reading a fixture would pass unseen otherwise. */
  @Test
  void thereAreFixtures() {
    assumeTrue(Files.isDirectory(ExporterFixtures.FOLDER), "no folder testdata");
    assertThat(all()).hasSizeGreaterThan(80);
    assertThat(some()).hasSizeGreaterThan(4);
  }
}
