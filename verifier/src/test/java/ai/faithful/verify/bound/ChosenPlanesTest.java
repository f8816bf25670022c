package ai.faithful.verify.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.faithful.ir.Graph;
import ai.faithful.verify.rule.Adjustable;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.PlaneRule;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Planes of products that a search chooses. */
class ChosenPlanesTest {
  private static final BoundSettings ALPHA =
      BoundSettings.CROWN.withMethod(Method.ALPHA_CROWN).withIterations(10);

  /** Over the same boxes; nothing but products leaves a choice here. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void chosenPlanesAreTighterThanFixedOnes(long seed) {
    Random random = new Random(seed);
    Graph graph = ProductTest.attention(random);
    double[][] center = CrownTest.points(random, 2, 12);
    double[][] low = CrownTest.shifted(center, -0.2);
    double[][] high = CrownTest.shifted(center, 0.2);
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        LinearBounds engine = LinearBounds.of(graph, manager, ALPHA)) {
      Map<String, Box> inputs = Bounds.inputs(manager, graph, low, high, DataType.FLOAT64);
      Map<String, Box> boxes = engine.intermediate(inputs, Method.CROWN);
      double[][][] rows = new double[2][18][9];
      for (int i = 0; i < 36; i++) {
        rows[i / 18][i % 18][i % 9] = i % 18 < 9 ? 1 : -1;
      }
      double[][] zero = new double[2][18];
      Map<String, double[][][]> asked = Map.of(graph.outputs().get(0), rows);
      double[][] fixed = engine.lowerBound(inputs, boxes, asked, zero, true);
      double[][] chosen = engine.lowerBound(inputs, boxes, asked, zero, false);
      int tighter = 0;
      for (int i = 0; i < 36; i++) {
        double gain = chosen[i / 18][i % 18] - fixed[i / 18][i % 18];
        assertThat(gain).as("seed %d, row %d", seed, i).isNotNegative();
        tighter += gain > 1e-3 ? 1 : 0;
      }
      assertThat(tighter).isGreaterThan(18);
    }
  }

  /** The gradient that the search follows, against differences of the bound. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @SuppressWarnings("try") // the scope frees what is made inside it
  void gradientsAgreeWithDifferences(boolean broadcast) {
    Random random = new Random(4);
    Graph graph = broadcast ? ProductTest.gated(random, 1) : ProductTest.attention(random);
    int size = graph.inputs().get(0).shape().size();
    double[][] center = CrownTest.points(random, 2, size);
    double[][] low = CrownTest.shifted(center, -0.3);
    double[][] high = CrownTest.shifted(center, 0.3);
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        Scope scope = new Scope()) {
      Network network = Network.of(graph, manager, DataType.FLOAT64);
      Map<String, Box> inputs = Bounds.inputs(manager, graph, low, high, DataType.FLOAT64);
      Map<String, Box> boxes = Crown.intermediate(network, inputs, Rounding.NONE);
      int outputs = graph.shapeOf(graph.outputs().get(0)).size();
      double[] a = random.doubles(4L * outputs, -1, 1).toArray();
      Rows rows =
          new Rows(
              Map.of(
                  graph.outputs().get(0),
                  manager.create(
                      a, new Shape(2, 2).addAll(Bounds.dims(graph, graph.outputs().get(0))))),
              manager.zeros(new Shape(2, 2), DataType.FLOAT64));
      try (Relaxation relaxation = new Relaxation(network, inputs, boxes, Rounding.NONE, true)) {
        Trace reached = new Trace();
        bound(relaxation, rows, Slopes.FIXED, reached);
        Map<String, NDArray> below = new HashMap<>();
        Map<String, NDArray> above = new HashMap<>();
        for (Trace.Step step : reached.steps().values()) {
          if (Network.rule(step.site()) instanceof PlaneRule) {
            below.put(step.site().node().name(), between(step, random, manager));
            above.put(step.site().node().name(), between(step, random, manager));
          }
        }
        Trace trace = new Trace();
        bound(relaxation, rows, new Slopes(below, above), trace);
        int checked = 0;
        for (Trace.Step step : trace.steps().values()) {
          Site site = step.site();
          if (!(Network.rule(site) instanceof PlaneRule)) {
            continue;
          }
          Map<String, NDArray> values =
              new LinearizedPass(relaxation, 2, trace).values(SlopeSearch.operands(site));
          for (boolean lower : new boolean[] {true, false}) {
            NDArray t = Objects.requireNonNull((lower ? below : above).get(site.node().name()));
            Adjustable range =
                Objects.requireNonNull(lower ? relaxation.below(site) : relaxation.above(site));
            NDArray weight =
                lower ? step.coefficients().maximum(0) : step.coefficients().minimum(0);
            double[] gradient =
                weight
                    .mul(SlopeSearch.derivative(relaxation, 2, site, range, t, values))
                    .sum(new int[] {2})
                    .toDoubleArray();
            double h = 1e-6;
            double[] more = moved(relaxation, rows, below, above, site, lower, h);
            double[] less = moved(relaxation, rows, below, above, site, lower, -h);
            for (int r = 0; r < gradient.length; r++) {
              assertThat(gradient[r])
                  .as("%s, lower %b, row %d", site.node().name(), lower, r)
                  .isCloseTo((more[r] - less[r]) / (2 * h), within(1e-6));
              checked += gradient[r] != 0 ? 1 : 0;
            }
          }
        }
        assertThat(checked).isGreaterThan(4);
      }
    }
  }

  private static NDArray between(Trace.Step step, Random random, NDManager manager) {
    Shape shape = step.coefficients().getShape();
    return manager.create(random.doubles(shape.size(), 0.2, 0.8).toArray(), shape);
  }

  /** The bounds where all parameters of one side of one node are moved by h. */
  private static double[] moved(
      Relaxation relaxation,
      Rows rows,
      Map<String, NDArray> below,
      Map<String, NDArray> above,
      Site site,
      boolean lower,
      double h) {
    Map<String, NDArray> changed = new HashMap<>(lower ? below : above);
    changed.computeIfPresent(site.node().name(), (name, t) -> t.add(h));
    Slopes slopes = lower ? new Slopes(changed, above) : new Slopes(below, changed);
    return bound(relaxation, rows, slopes, new Trace()).toDoubleArray();
  }

  private static NDArray bound(Relaxation relaxation, Rows rows, Slopes slopes, Trace trace) {
    BackwardPass pass = new BackwardPass(relaxation, rows.count(), slopes, trace);
    rows.plant(pass);
    return pass.lowerBound();
  }
}
