package ai.faithful.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Input;
import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.eval.Evaluator;
import ai.faithful.ir.pass.Passes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The fixtures in testdata/exporters: each is refused, or gives the outputs that ONNX Runtime gave
 * when it was made, which are stored beside it.
 *
 * <p>Where values are quantised, single precision may round one of many to the neighbouring step.
 * That happens here only behind average pools, whose quotients of whole numbers are ties exactly:
 * an image that quantises otherwise has such a tie, and every other file agrees on every image.
 */
class ExporterFixturesTest {
  private static final int IMAGES = 8;
  private static final int PIXELS = 64;

  @Test
  void giveTheirStoredOutputsOrAreRefused() throws Exception {
    Path folder = Path.of("..", "testdata", "exporters");
    assumeTrue(Files.isDirectory(folder), "no folder testdata/exporters");
    Map<String, Integer> read = new TreeMap<>();
    List<String> refused = new ArrayList<>();
    Map<String, Integer> steps = new TreeMap<>();
    for (Path file : Corpora.files(folder, ".onnx")) {
      String title =
          Objects.requireNonNull(file.getParent()).getFileName() + "/" + file.getFileName();
      OnnxModel model;
      try {
        model = OnnxReader.read(file);
      } catch (ModelException e) {
        assertThat(e.getMessage()).doesNotContain("\n");
        refused.add(title);
        continue;
      }
      compare(
          title,
          model,
          Files.readString(Path.of(file.toString().replace(".onnx", ".json"))),
          steps);
      read.merge(
          String.valueOf(Objects.requireNonNull(file.getParent()).getFileName()), 1, Integer::sum);
    }
    System.out.printf(
        "exporter fixtures: read %s, refused %s, images that quantise otherwise %s%n",
        read, refused, steps);
    assertThat(read.keySet())
        .containsExactlyInAnyOrder(
            "jax", "onnxruntime", "paddle", "pytorch", "sklearn", "tensorflow");
  }

  private static void compare(
      String title, OnnxModel model, String json, Map<String, Integer> steps) throws Exception {
    double[][] images = rows(json.substring(json.indexOf("\"reference\"")), "input");
    String stored = json.substring(json.indexOf("\"onnxruntime\": {"));
    Input input = model.graph().inputs().get(0);
    int batch = input.shape().size() / PIXELS;
    assertThat(images.length).isEqualTo(IMAGES);
    double[] x = new double[batch * PIXELS];
    boolean quantised = model.nodes().stream().anyMatch(node -> node.opType().contains("Quantize"));
    boolean half = title.contains("float16");
    Map<String, double[][]> expected = new LinkedHashMap<>();
    for (String output : model.graph().outputs()) {
      expected.put(
          output,
          stored.contains("\"" + output + "\": [")
              ? rows(stored, output)
              : run(model, images, output));
    }
    Graph simple = Passes.simplify(model.graph());
    Evaluator plain = new Evaluator(model.graph());
    Evaluator rewritten = new Evaluator(simple);
    int runs = IMAGES / batch;
    for (int i = 0; i < runs; i++) {
      for (int k = 0; k < batch; k++) {
        System.arraycopy(images[i * batch + k], 0, x, k * PIXELS, PIXELS);
      }
      Tensor given = Tensor.ofDoubles(input.shape(), x.clone());
      double worst = 0;
      for (Evaluator evaluator : List.of(plain, rewritten)) {
        Map<String, Tensor> actual = evaluator.run(Map.of(input.name(), given));
        for (Map.Entry<String, double[][]> output : expected.entrySet()) {
          worst =
              Math.max(
                  worst,
                  difference(
                      output.getValue(),
                      i * batch,
                      Objects.requireNonNull(actual.get(output.getKey()))));
        }
      }
      assertThat(worst).as(title).isLessThan(quantised ? 0.2 : half ? 5e-3 : 2e-6);
      if (quantised && worst >= 2e-6) {
        steps.merge(title, 1, Integer::sum);
        assertThat(tiesInPools(model, given)).as(title).isPositive();
      } else if (!half) {
        assertThat(worst).as(title).isLessThan(2e-6);
      }
    }
  }

  /** How many elements that an average pool hands to a quantiser lie on a half, exactly. */
  private static int tiesInPools(OnnxModel model, Tensor x) {
    Graph graph = model.graph();
    List<String> pooled =
        graph.nodes().stream()
            .filter(node -> node.op() instanceof Op.Elementwise)
            .filter(node -> ((Op.Elementwise) node.op()).function() instanceof ScalarFunction.Round)
            .map(node -> node.inputs().get(0))
            .filter(name -> name.contains("AveragePool"))
            .toList();
    Graph inner = new Graph(graph.name(), graph.inputs(), graph.constants(), graph.nodes(), pooled);
    int ties = 0;
    for (Tensor values :
        new Evaluator(inner).run(Map.of(graph.inputs().get(0).name(), x)).values()) {
      for (double v : values.toDoubles()) {
        ties += Math.abs(v - Math.floor(v) - 0.5) < 1e-12 * Math.max(1, Math.abs(v)) ? 1 : 0;
      }
    }
    return ties;
  }

  /** What ONNX Runtime gives for a value that stands in the place of a label. */
  private static double[][] run(OnnxModel model, double[][] images, String output)
      throws Exception {
    double[][] rows = new double[images.length][];
    try (OtherRuntime runtime = OtherRuntime.open(model)) {
      Input input = model.graph().inputs().get(0);
      for (int i = 0; i < rows.length; i++) {
        Tensor x = Tensor.ofDoubles(input.shape(), images[i].clone());
        Map<String, Tensor> values = runtime.run(Map.of(input.name(), x), List.of(output));
        rows[i] = Objects.requireNonNull(values.get(output)).toDoubles();
      }
    }
    return rows;
  }

  /** The largest difference to the rows from {@code first} on, relative to the largest entry. */
  private static double difference(double[][] rows, int first, Tensor actual) {
    int width = rows[0].length;
    double scale = 1;
    double worst = 0;
    for (int i = 0; i < actual.size(); i++) {
      double expected = rows[first + i / width][i % width];
      scale = Math.max(scale, Math.abs(expected));
      worst = Math.max(worst, Math.abs(expected - actual.at(i)));
    }
    return worst / scale;
  }

  /** The rows of numbers that stand under a name. */
  private static double[][] rows(String json, String name) {
    int start = json.indexOf("\"" + name + "\": [");
    assertThat(start).as("%s in the stored outputs", name).isNotNegative();
    int open = json.indexOf('[', start);
    int end = open + 1;
    for (int depth = 1; depth > 0; end++) {
      depth += json.charAt(end) == '[' ? 1 : json.charAt(end) == ']' ? -1 : 0;
    }
    String text = json.substring(open + 1, end);
    List<double[]> rows = new ArrayList<>();
    Matcher row = Pattern.compile("\\[([^\\]]*)\\]").matcher(text);
    while (row.find()) {
      String[] numbers = row.group(1).split(",", -1);
      double[] values = new double[numbers.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = Double.parseDouble(numbers[i]);
      }
      rows.add(values);
    }
    return rows.toArray(double[][]::new);
  }
}
