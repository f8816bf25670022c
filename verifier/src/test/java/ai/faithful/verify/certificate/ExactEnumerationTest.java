package ai.faithful.verify.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.verify.attack.AttackSettings;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Pairs of networks of one input with weights in eighths: piecewise linear functions whose pieces
 * are known, so that the truth is computed in integers and held against what is certified.
 */
class ExactEnumerationTest {
  private static final int HIDDEN = 3;
  private static final int CLASSES = 3;

  /** z_k = sum over i of v[i][k] / 8 relu(w[i] / 8 x + b[i] / 8) + c[k] / 8. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Tiny(int[] w, int[] b, int[][] v, int[] c) {
    static Tiny of(Random random) {
      int[][] v = new int[HIDDEN][];
      for (int i = 0; i < HIDDEN; i++) {
        v[i] = random.ints(CLASSES, -16, 17).toArray();
      }
      return new Tiny(
          random.ints(HIDDEN, -16, 17).toArray(),
          random.ints(HIDDEN, -12, 13).toArray(),
          v,
          random.ints(CLASSES, -6, 7).toArray());
    }

    /** The same up to one weight. */
    Tiny changed(Random random) {
      int[] other = c.clone();
      other[random.nextInt(CLASSES)] += random.nextInt(5) - 2;
      return new Tiny(w, b, v, other);
    }

    Graph graph(String name) {
      GraphBuilder g = new GraphBuilder(name);
      String x = g.input("x", Shape.of(1, 1));
      String z = g.add("z", new Op.MatMul(), x, g.constant("w", eighths(Shape.of(1, HIDDEN), w)));
      z = g.add("s", new Op.Add(), z, g.constant("b", eighths(Shape.of(HIDDEN), b)));
      z = g.add("h", new Op.Relu(), z);
      int[] flat = new int[HIDDEN * CLASSES];
      for (int i = 0; i < HIDDEN; i++) {
        System.arraycopy(v[i], 0, flat, i * CLASSES, CLASSES);
      }
      z = g.add("p", new Op.MatMul(), z, g.constant("v", eighths(Shape.of(HIDDEN, CLASSES), flat)));
      return g.build(g.add("y", new Op.Add(), z, g.constant("c", eighths(Shape.of(CLASSES), c))));
    }

    private static Tensor eighths(Shape shape, int[] values) {
      float[] floats = new float[values.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = values[i] / 8f;
      }
      return Tensor.ofFloats(shape, floats);
    }

    /** 64 q times the logits at x = p / q, q > 0. */
    long[] at(long p, long q) {
      long[] z = new long[CLASSES];
      for (int k = 0; k < CLASSES; k++) {
        z[k] = 8L * c[k] * q;
        for (int i = 0; i < HIDDEN; i++) {
          z[k] += v[i][k] * Math.max(0, w[i] * p + b[i] * q);
        }
      }
      return z;
    }

    /** Where it bends inside of (0, 1), as {p, q}. */
    List<long[]> bends() {
      List<long[]> bends = new ArrayList<>();
      for (int i = 0; i < HIDDEN; i++) {
        long q = Math.abs(w[i]);
        long p = w[i] > 0 ? -b[i] : b[i];
        if (q > 0 && p > 0 && p < q) {
          bends.add(new long[] {p, q});
        }
      }
      return bends;
    }
  }

  private static List<long[]> critical(Tiny teacher, Tiny student) {
    List<long[]> points = new ArrayList<>(List.of(new long[] {0, 1}, new long[] {1, 1}));
    points.addAll(teacher.bends());
    points.addAll(student.bends());
    points.sort((a, b) -> Long.compare(a[0] * b[1], b[0] * a[1]));
    return points;
  }

  private static ExampleResult certify(Tiny teacher, Tiny student, Property property)
      throws Exception {
    CertifySettings settings =
        CertifySettings.of(new BigDecimal("0.5"))
            .withProperty(property)
            .withAttack(new AttackSettings(8, 2));
    Graph t = teacher.graph("teacher");
    int label = argmax(teacher.at(1, 2));
    return new Certifier(ModelPair.of(t, student.graph("student")), settings)
        .certify(List.of(new Example(0, new float[] {0.5f}, label)), Progress.SILENT)
        .examples()
        .get(0);
  }

  private static int argmax(long[] z) {
    int best = 0;
    for (int k = 1; k < z.length; k++) {
      best = z[k] > z[best] ? k : best;
    }
    return best;
  }

  /** A difference of piecewise linear functions is greatest where one of them bends. */
  @Test
  void equivalence() throws Exception {
    for (long seed = 0; seed < 25; seed++) {
      Random random = new Random(seed);
      Tiny teacher = Tiny.of(random);
      Tiny student = seed % 2 == 0 ? teacher.changed(random) : Tiny.of(random);
      Bracket bracket =
          certify(teacher, student, new Property.Equivalence()).bracket().orElseThrow();
      BigDecimal greatest = BigDecimal.ZERO;
      for (long[] x : critical(teacher, student)) {
        long[] zT = teacher.at(x[0], x[1]);
        long[] zS = student.at(x[0], x[1]);
        for (int k = 0; k < CLASSES; k++) {
          BigDecimal scale = new BigDecimal(64 * x[1]);
          BigDecimal gap = new BigDecimal(Math.abs(zS[k] - zT[k]));
          assertThat(new BigDecimal(bracket.upper()).multiply(scale))
              .as("seed " + seed)
              .isGreaterThanOrEqualTo(gap);
          greatest = greatest.max(gap.divide(scale, 40, java.math.RoundingMode.CEILING));
        }
      }
      assertThat(new BigDecimal(bracket.lower())).isLessThanOrEqualTo(greatest);
    }
  }

  @Test
  void agreement() throws Exception {
    int certified = 0;
    int refuted = 0;
    for (long seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      Tiny teacher = Tiny.of(random);
      Tiny student = teacher.changed(random);
      boolean only = seed % 3 == 0;
      Property property =
          only
              ? new Property.Agreement(Property.Variant.TEACHER_CORRECT, BigDecimal.ZERO)
              : Property.agreement();
      Status status = certify(teacher, student, property).status();
      boolean disagree = disagree(teacher, student, only ? argmax(teacher.at(1, 2)) : -1);
      assertThat(status == Status.CERTIFIED && disagree).as("seed " + seed).isFalse();
      certified += status == Status.CERTIFIED ? 1 : 0;
      refuted += status == Status.REFUTED ? 1 : 0;
    }
    assertThat(certified).isGreaterThan(5);
    assertThat(refuted).isGreaterThan(5);
  }

  /**
   * Whether there is a double x at which the teacher strictly says k (or one given class) and the
   * student strictly prefers j: on every piece, where all those linear functions are positive, the
   * middle of that interval is evaluated exactly.
   */
  private static boolean disagree(Tiny teacher, Tiny student, int only) {
    List<long[]> points = critical(teacher, student);
    for (int s = 0; s + 1 < points.size(); s++) {
      double a = (double) points.get(s)[0] / points.get(s)[1];
      double b = (double) points.get(s + 1)[0] / points.get(s + 1)[1];
      for (int k = 0; k < CLASSES; k++) {
        for (int j = 0; j < CLASSES; j++) {
          if (j != k && (only < 0 || only == k) && disagreeOn(teacher, student, k, j, a, b)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static boolean disagreeOn(Tiny teacher, Tiny student, int k, int j, double a, double b) {
    double from = a;
    double to = b;
    for (int m = 0; m <= CLASSES; m++) {
      if (m == k) {
        continue;
      }
      double atA = m < CLASSES ? gap(teacher, k, m, a) : gap(student, j, k, a);
      double atB = m < CLASSES ? gap(teacher, k, m, b) : gap(student, j, k, b);
      double root = atA == atB ? a : a + (b - a) * atA / (atA - atB);
      if (atA <= 0 && atB <= 0) {
        return false;
      }
      from = atA <= 0 ? Math.max(from, root) : from;
      to = atB <= 0 ? Math.min(to, root) : to;
    }
    double x = (from + to) / 2;
    if (!(from < to)) {
      return false;
    }
    for (int m = 0; m < CLASSES; m++) {
      if (m != k && exactGap(teacher, k, m, x).signum() <= 0) {
        return false;
      }
    }
    return exactGap(student, j, k, x).signum() > 0;
  }

  private static double gap(Tiny net, int k, int m, double x) {
    return exactGap(net, k, m, x).doubleValue();
  }

  /** 64 (z_k - z_m) at a double, exactly. */
  private static BigDecimal exactGap(Tiny net, int k, int m, double x) {
    BigDecimal at = new BigDecimal(x);
    BigDecimal sum = new BigDecimal(8 * (net.c[k] - net.c[m]));
    for (int i = 0; i < HIDDEN; i++) {
      BigDecimal h = at.multiply(new BigDecimal(net.w[i])).add(new BigDecimal(net.b[i]));
      sum = sum.add(h.max(BigDecimal.ZERO).multiply(new BigDecimal(net.v[i][k] - net.v[i][m])));
    }
    return sum;
  }
}
