package ai.faithful.verify.bound;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.verify.rule.Network;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Minima of linear functions over balls cut with boxes, held against exact arithmetic. */
class BallTest {
  private static final int N = 5;
  private static final int ROWS = 4;
  private static final int REGIONS = 3;

  /** Everything is a float, so that both formats hold it exactly. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Case(double[][] a, double[] c, double eps, double[] lower, double[] upper) {
    static Case of(Random random) {
      double scale = Math.scalb(1.0, random.nextInt(40) - 20);
      double[][] a = new double[ROWS][N];
      double[] c = new double[N];
      double[] lower = new double[N];
      double[] upper = new double[N];
      double eps = (float) (0.5 * random.nextDouble());
      for (int i = 0; i < N; i++) {
        c[i] = random.nextFloat();
        // Some elements are free, some cut, some cannot move at all.
        lower[i] = (float) (c[i] - eps * Math.min(1, 1.5 * Math.max(0, random.nextDouble() - 0.2)));
        upper[i] = (float) (c[i] + eps * Math.min(1, 1.5 * Math.max(0, random.nextDouble() - 0.2)));
        lower[i] = Math.min(lower[i], c[i]);
        upper[i] = Math.max(upper[i], c[i]);
        for (int r = 0; r < ROWS; r++) {
          a[r][i] = r == 0 && i > 0 ? 0 : (float) (scale * random.nextGaussian());
        }
        a[ROWS - 1][i] = (float) scale; // ties
      }
      return new Case(a, c, eps, lower, upper);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT32", "FLOAT64"})
  void knapsackIsExact(DataType type) {
    for (long seed = 0; seed < 60; seed++) {
      Case[] cases = cases(new Random(seed));
      double[][] bound = minimum(cases, type, true);
      for (int b = 0; b < REGIONS; b++) {
        for (int r = 0; r < ROWS; r++) {
          BigDecimal exact = greedy(cases[b], r);
          check(bound[b][r], exact, cases[b], r, type, "seed " + seed);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT32", "FLOAT64"})
  void waterFillingIsExact(DataType type) {
    for (long seed = 0; seed < 60; seed++) {
      Case[] cases = cases(new Random(seed));
      double[][] bound = minimum(cases, type, false);
      for (int b = 0; b < REGIONS; b++) {
        for (int r = 0; r < ROWS; r++) {
          BigDecimal attained = filled(cases[b], r);
          check(bound[b][r], attained, cases[b], r, type, "seed " + seed);
        }
      }
    }
  }

  private static void check(
      double bound, BigDecimal attained, Case region, int row, DataType type, String as) {
    assertThat(new BigDecimal(bound)).as(as).isLessThanOrEqualTo(attained);
    double size = 0;
    for (int i = 0; i < N; i++) {
      size += Math.abs(region.a[row][i]) * (Math.abs(region.c[i]) + region.eps);
    }
    double near = type == DataType.FLOAT64 ? 1e-13 : 1e-5;
    assertThat(attained.doubleValue() - bound).as(as).isLessThanOrEqualTo(near * size + 1e-35);
  }

  /** The exact minimum over the ball of the 1-norm, by the greedy rule in exact arithmetic. */
  private static BigDecimal greedy(Case region, int row) {
    BigDecimal left = new BigDecimal(region.eps);
    BigDecimal value = dot(region.a[row], region.c);
    List<Integer> order =
        IntStream.range(0, N)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -Math.abs(region.a[row][i])))
            .toList();
    for (int i : order) {
      BigDecimal moved = exactReach(region, row, i).min(left);
      left = left.subtract(moved);
      value = value.subtract(moved.multiply(new BigDecimal(Math.abs(region.a[row][i]))));
    }
    return value;
  }

  /** A value that a point of the ball of the 2-norm attains in exact arithmetic, near the least. */
  private static BigDecimal filled(Case region, int row) {
    BigDecimal limit = new BigDecimal(region.eps).pow(2);
    double low = 0;
    double high = 1e30;
    for (int k = 0; k < 2000 && low < high; k++) {
      double middle = low == 0 ? high / 4 : Math.sqrt(low) * Math.sqrt(high);
      if (middle <= low || middle >= high || middle < 1e-30) {
        break;
      }
      if (length(moved(region, row, middle)).compareTo(limit) > 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    BigDecimal value = dot(region.a[row], region.c);
    BigDecimal[] moved = moved(region, row, high);
    assertThat(length(moved)).isLessThanOrEqualTo(limit);
    for (int i = 0; i < N; i++) {
      value = value.subtract(moved[i].multiply(new BigDecimal(Math.abs(region.a[row][i]))));
    }
    return value;
  }

  private static BigDecimal[] moved(Case region, int row, double lambda) {
    BigDecimal[] moved = new BigDecimal[N];
    for (int i = 0; i < N; i++) {
      moved[i] =
          new BigDecimal(Math.abs(region.a[row][i]) / lambda).min(exactReach(region, row, i));
    }
    return moved;
  }

  private static BigDecimal length(BigDecimal[] moved) {
    return Arrays.stream(moved).map(d -> d.pow(2)).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static BigDecimal exactReach(Case region, int row, int i) {
    BigDecimal c = new BigDecimal(region.c[i]);
    return region.a[row][i] > 0
        ? c.subtract(new BigDecimal(region.lower[i]))
        : new BigDecimal(region.upper[i]).subtract(c);
  }

  private static BigDecimal dot(double[] a, double[] x) {
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 0; i < a.length; i++) {
      sum = sum.add(new BigDecimal(a[i]).multiply(new BigDecimal(x[i])));
    }
    return sum;
  }

  private static Case[] cases(Random random) {
    return IntStream.range(0, REGIONS).mapToObj(b -> Case.of(random)).toArray(Case[]::new);
  }

  private static double[][] minimum(Case[] cases, DataType type, boolean l1) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Concretizer ball = ball(manager, cases, type, l1);
      double[] flat =
          Arrays.stream(cases)
              .flatMap(c -> Arrays.stream(c.a))
              .flatMapToDouble(Arrays::stream)
              .toArray();
      NDArray a =
          manager
              .create(flat, new ai.djl.ndarray.types.Shape(REGIONS, ROWS, N))
              .toType(type, false);
      Concretizer.Minimum minimum = ball.minimum(a, Rounding.RIGOROUS);
      NDArray slack = minimum.slack();
      assertThat(slack).isNotNull();
      double[] bound = Bounds.doubles(Rounding.down(minimum.value().sub(slack)));
      plainIsNear(ball, a, bound);
      double[][] out = new double[REGIONS][];
      for (int b = 0; b < REGIONS; b++) {
        out[b] = Arrays.copyOfRange(bound, b * ROWS, (b + 1) * ROWS);
      }
      return out;
    }
  }

  /** The value without rigour, and that at the minimising point, are the bound up to rounding. */
  private static void plainIsNear(Concretizer ball, NDArray a, double[] bound) {
    double[] plain = Bounds.doubles(ball.minimum(a, Rounding.NONE).value());
    double[] at = Bounds.doubles(ball.minimiser(a).mul(a).sum(new int[] {2}));
    double[] size = Bounds.doubles(a.abs().sum(new int[] {2}));
    double near = a.getDataType() == DataType.FLOAT64 ? 1e-11 : 1e-4;
    for (int i = 0; i < bound.length; i++) {
      assertThat(plain[i] - bound[i]).isBetween(-near * size[i], near * size[i]);
      assertThat(at[i] - bound[i]).isBetween(-near * size[i], near * size[i]);
    }
  }

  private static Concretizer ball(NDManager manager, Case[] cases, DataType type, boolean l1) {
    double[][] center = Arrays.stream(cases).map(Case::c).toArray(double[][]::new);
    double[] radius = Arrays.stream(cases).mapToDouble(Case::eps).toArray();
    Box box =
        Box.of(
            manager,
            Shape.of(1, N),
            Arrays.stream(cases).map(Case::lower).toArray(double[][]::new),
            Arrays.stream(cases).map(Case::upper).toArray(double[][]::new),
            type);
    return l1
        ? L1Ball.of(manager, center, radius, box, type)
        : L2Ball.of(manager, center, radius, box, type);
  }

  /** One linear layer: the rows through the network are those of the closed form. */
  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT32", "FLOAT64"})
  void oneLinearLayer(DataType type) {
    for (long seed = 0; seed < 20; seed++) {
      Case region = Case.of(new Random(seed));
      float[] w = new float[N * ROWS];
      for (int i = 0; i < N; i++) {
        for (int r = 0; r < ROWS; r++) {
          w[i * ROWS + r] = (float) region.a[r][i];
        }
      }
      GraphBuilder builder = new GraphBuilder("linear");
      String x = builder.input("x", Shape.of(1, N));
      String weights = builder.constant("w", Tensor.ofFloats(Shape.of(N, ROWS), w));
      Graph graph = builder.build(builder.add("y", new Op.MatMul(), x, weights));
      double[][] identity = new double[ROWS][ROWS];
      for (int r = 0; r < ROWS; r++) {
        identity[r][r] = 1;
      }
      for (boolean l1 : new boolean[] {true, false}) {
        try (NDManager manager = NDManager.newBaseManager()) {
          Network network = Network.of(graph, manager, type);
          Map<String, Concretizer> inputs =
              Map.of("x", ball(manager, new Case[] {region}, type, l1));
          Map<String, Box> boxes = Crown.intermediate(network, inputs, Rounding.RIGOROUS);
          double[] bound =
              Bounds.lowerBound(network, inputs, boxes, Map.of("y", identity), Rounding.RIGOROUS)[
                  0];
          for (int r = 0; r < ROWS; r++) {
            BigDecimal attained = l1 ? greedy(region, r) : filled(region, r);
            check(bound[r], attained, region, r, type, "seed " + seed);
          }
        }
      }
    }
  }
}
