package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.verify.region.Domain;
import ai.faithful.verify.region.Epsilon;
import ai.faithful.verify.region.Norm;
import ai.faithful.verify.region.NormBall;
import ai.faithful.verify.region.Region;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.RandomGraphs;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The parts that bounds are made of, each on 8 regions of a dense or a convolutional network. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(org.openjdk.jmh.annotations.Scope.Thread)
@SuppressWarnings("try") // scopes free what is made inside them
public class KernelBenchmark {
  private static final int REGIONS = 8;
  private static final int ROWS = 64;

  /**
   * dense: 784-256-256-10; conv: 3x32x32 through two convolutions of stride 2 and a dense layer.
   */
  @Param({"dense", "conv"})
  public String network;

  @Param({"FLOAT64", "FLOAT32"})
  public DataType format;

  private NDManager manager;
  private Network net;
  private Map<String, Concretizer> inputs;
  private Map<String, Box> boxes;
  private Map<String, Box> intervals;
  private Relaxation relaxation;
  private Relaxation plain;
  private Site linear;
  private Site relu;
  private NDArray atLinear;
  private NDArray atRelu;
  private NDArray atInput;
  private Concretizer l1;
  private Concretizer l2;
  private Rows outputs;

  /** Uploads the network, draws regions and rows. */
  @Setup
  public void setUp() {
    Random random = new Random(1);
    boolean dense = network.equals("dense");
    Graph graph = dense ? RandomGraphs.mlp(random, 784, 256, 256, 10) : convolutional(random);
    manager = NDManager.newBaseManager("PyTorch");
    net = Network.of(graph, manager, format);
    float[][] centers = new float[REGIONS][graph.inputs().get(0).shape().size()];
    for (float[] center : centers) {
      for (int i = 0; i < center.length; i++) {
        center[i] = random.nextFloat();
      }
    }
    String input = graph.inputs().get(0).name();
    inputs = Map.of(input, regions(graph, centers, Norm.INF, "0.01"));
    l1 = regions(graph, centers, Norm.L1, "2");
    l2 = regions(graph, centers, Norm.L2, "0.5");
    intervals = new LinkedHashMap<>();
    inputs.forEach((name, region) -> intervals.put(name, region.box()));
    boxes = IntervalBounds.compute(net, intervals, Rounding.RIGOROUS);
    relaxation = new Relaxation(net, inputs, boxes, Rounding.RIGOROUS, false);
    plain = new Relaxation(net, inputs, boxes, Rounding.NONE, false);
    linear = site(dense ? "m2" : "c2");
    relu = site("h1");
    atLinear = rows(random, Layout.dims((long) REGIONS * ROWS, linear.shape()));
    atRelu = rows(random, Layout.dims((long) REGIONS * ROWS, relu.shape()));
    atInput = rows(random, new Shape(REGIONS, ROWS, centers[0].length));
    String output = graph.outputs().get(0);
    NDArray a = rows(random, new Shape(REGIONS, ROWS).addAll(new Shape(1, 10)));
    outputs = new Rows(Map.of(output, a), manager.zeros(new Shape(REGIONS, ROWS), format));
  }

  private static Graph convolutional(Random random) {
    GraphBuilder builder = new GraphBuilder("conv");
    String x = builder.input("x", ai.faithful.ir.Shape.of(1, 3, 32, 32));
    int[] channels = {3, 16, 32};
    for (int i = 1; i < channels.length; i++) {
      String k =
          builder.constant(
              "k" + i, RandomGraphs.normal(random, 0.2, channels[i], channels[i - 1], 3, 3));
      List<Integer> two = List.of(2, 2);
      List<Integer> one = List.of(1, 1);
      x = builder.add("c" + i, new Op.Conv(two, one, one, one, 1), x, k);
      x = builder.add("h" + i, new Op.Relu(), x);
    }
    x = builder.add("flat", new Op.Reshape(ai.faithful.ir.Shape.of(1, 2048)), x);
    String w = builder.constant("w", RandomGraphs.normal(random, 0.02, 2048, 10));
    return builder.build(builder.add("y", new Op.MatMul(), x, w));
  }

  private Concretizer regions(Graph graph, float[][] centers, Norm norm, String eps) {
    NormBall ball = new NormBall(norm, Epsilon.parse(eps), Domain.UNIT);
    List<Region> regions = new ArrayList<>();
    for (float[] center : centers) {
      regions.add(ball.around(center));
    }
    return InputRegions.of(manager, graph.inputs().get(0).shape(), regions, format);
  }

  private Site site(String name) {
    for (Site site : net.sites()) {
      if (site.node().name().equals(name)) {
        return site;
      }
    }
    throw new IllegalStateException(name);
  }

  private NDArray rows(Random random, Shape shape) {
    double[] a = random.doubles(shape.size(), -1, 1).toArray();
    return manager.create(a, shape).toType(format, false);
  }

  /** Frees all of it. */
  @TearDown
  public void tearDown() {
    plain.close();
    relaxation.close();
    manager.close();
  }

  /** Rigorous intervals of all values. */
  @Benchmark
  public int intervals() {
    try (Scope scope = new Scope()) {
      return IntervalBounds.compute(net, intervals, Rounding.RIGOROUS).size();
    }
  }

  /** 64 rows back through a matrix product, or a convolution. */
  @Benchmark
  public long stepThroughLinear() {
    try (Scope scope = new Scope()) {
      return LinearStep.transposed(relaxation, ROWS, linear, 0, Coefficients.all(atLinear))
          .array()
          .size();
    }
  }

  /** 64 rows back through a rectified layer. */
  @Benchmark
  public int stepThroughRelu() {
    try (Scope scope = new Scope()) {
      BackwardPass pass = new BackwardPass(relaxation, ROWS);
      return ActivationStep.pull(pass, relu, Coefficients.all(atRelu)).size();
    }
  }

  /** What rounding costs rows on the output, of all nodes below. */
  @Benchmark
  public long roundingCosts() {
    try (Scope scope = new Scope();
        Relaxation fresh = new Relaxation(net, inputs, boxes, Rounding.RIGOROUS, false)) {
      return fresh.fullCost(net.graph().outputs().get(0), false).weights().size();
    }
  }

  /** 64 rows on the input over balls of the maximum norm cut with [0, 1]. */
  @Benchmark
  public double minimumInf() {
    return minimum(inputs.values().iterator().next());
  }

  /** The same for the Euclidean norm. */
  @Benchmark
  public double minimumL2() {
    return minimum(l2);
  }

  /** The same for the sum of magnitudes. */
  @Benchmark
  public double minimumL1() {
    return minimum(l1);
  }

  private double minimum(Concretizer region) {
    try (Scope scope = new Scope()) {
      return region.minimum(atInput, Rounding.RIGOROUS).value().size();
    }
  }

  /** A whole rigorous backward pass of 64 rows from the output. */
  @Benchmark
  public long backwardPass() {
    try (Scope scope = new Scope()) {
      BackwardPass pass = new BackwardPass(relaxation, ROWS);
      outputs.plant(pass);
      return pass.lowerBound().size();
    }
  }

  /** A step of a search for slopes: a traced pass back, and the linearised network forward. */
  @Benchmark
  public int slopeGradient() {
    try (Scope scope = new Scope()) {
      Trace trace = new Trace();
      BackwardPass pass = new BackwardPass(plain, ROWS, Slopes.FIXED, trace);
      outputs.plant(pass);
      NDArray bound = pass.lowerBound();
      List<String> operands =
          trace.steps().values().stream().map(s -> s.site().node().inputs().get(0)).toList();
      return new LinearizedPass(plain, ROWS, trace).values(operands).size() + (int) bound.size();
    }
  }
}
