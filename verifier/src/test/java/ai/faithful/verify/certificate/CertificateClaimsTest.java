package ai.faithful.verify.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Shape;
import ai.faithful.onnx.OnnxWriter;
import ai.faithful.onnx.WriteOptions;
import ai.faithful.verify.attack.AttackSettings;
import ai.faithful.verify.bound.BoundSettings;
import ai.faithful.verify.bound.Executions;
import ai.faithful.verify.bound.Method;
import ai.faithful.verify.curve.ExactFunctions;
import ai.faithful.verify.region.Domain;
import ai.faithful.verify.region.Epsilon;
import ai.faithful.verify.region.InputMap;
import ai.faithful.verify.region.Neighbourhood;
import ai.faithful.verify.region.Norm;
import ai.faithful.verify.region.NormBall;
import ai.faithful.verify.region.Region;
import ai.faithful.verify.rule.ExactEvaluator;
import ai.faithful.verify.rule.Precision;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Certificates as a whole, of random pairs: whatever they claim holds at inputs evaluated in many
 * digits, and, of float32 execution, at what ONNX Runtime computes; witnesses show what they are
 * for. No tolerance.
 */
class CertificateClaimsTest {
  private static final int INPUTS = 3;
  private static final int CLASSES = 3;
  private static final MathContext DIGITS = new MathContext(50);
  private static final List<Op> ACTIVATIONS =
      List.of(
          new Op.Relu(),
          new Op.Elementwise(new ScalarFunction.Tanh()),
          new Op.Elementwise(new ScalarFunction.Gelu()),
          new Op.Elementwise(new ScalarFunction.Softplus()));

  /** Seeds go through properties, regions, methods and semantics together. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8})
  void claimsHold(int seed) throws Exception {
    Random random = new Random(seed);
    Op activation = ACTIVATIONS.get(random.nextInt(ACTIVATIONS.size()));
    Graph teacher = network("teacher", activation, seed, 0);
    Graph student = network("student", activation, seed, Math.pow(10, -random.nextInt(4)));
    List<Property> properties = PropertiesTest.properties();
    Method[] methods = Method.values();
    Precision[] precisions = Precision.values();
    BoundSettings engine =
        BoundSettings.CROWN
            .withMethod(methods[random.nextInt(methods.length)])
            .withPrecision(precisions[random.nextInt(precisions.length)])
            .withIterations(4);
    CertifySettings settings =
        CertifySettings.of(around(seed, random))
            .withProperty(properties.get(seed % properties.size()))
            .withEngine(engine)
            .withSemantics(random.nextInt(3) == 0 ? Semantics.FLOAT32 : Semantics.REAL)
            .withAttack(new AttackSettings(6, 2))
            .withStopsEarly(random.nextBoolean());
    List<Example> examples = CertifierTest.examples(teacher, 1, seed);
    Certifier certifier = new Certifier(ModelPair.of(teacher, student), settings);
    Certificate first = certifier.certify(examples, Progress.SILENT);
    new Claims(settings, teacher, student, random).hold(first);
    if (settings.property().isBracketed()) {
      // Just what was proved, and just less.
      BigDecimal proved = new BigDecimal(upper(first.examples().get(0)).orElse(0.125));
      BigDecimal least = new BigDecimal("1e-40");
      for (BigDecimal delta : List.of(proved, proved.subtract(least).max(BigDecimal.ZERO))) {
        if (delta.compareTo(BigDecimal.ONE) <= 0) {
          CertifySettings asked = settings.withDelta(delta);
          Certifier again = new Certifier(ModelPair.of(teacher, student), asked);
          Claims claims = new Claims(asked, teacher, student, random);
          again.certify(examples, Progress.SILENT).examples().forEach(claims::verdict);
        }
      }
    }
  }

  private static Optional<Double> upper(ExampleResult result) {
    return result.bracket().map(Bracket::upper).filter(Double::isFinite);
  }

  private static Neighbourhood around(int seed, Random random) {
    Epsilon eps = Epsilon.parse(List.of("0", "1e-7", "0.01", "0.2").get(random.nextInt(4)));
    BigDecimal tenth = new BigDecimal("0.1");
    return switch (seed % 4) {
      case 0 -> new NormBall(Norm.INF, eps, Domain.UNIT);
      case 1 -> new NormBall(Norm.L2, eps, Domain.UNIT);
      case 2 -> new NormBall(Norm.L1, eps, Domain.UNIT);
      default ->
          new InputMap(
              List.of(
                  new InputMap.Brightness(tenth.negate(), tenth),
                  InputMap.Contrast.ofFactors(new BigDecimal("0.8"), new BigDecimal("1.1"))));
    };
  }

  /** The same for a seed, up to changes of a size. */
  private static Graph network(String name, Op activation, int seed, double changes) {
    Random random = new Random(1000 + seed);
    Random other = new Random(2000 + seed);
    GraphBuilder g = new GraphBuilder(name);
    String x = g.input("x", Shape.of(1, INPUTS));
    int[] widths = {INPUTS, 5, 4, CLASSES};
    for (int i = 1; i < widths.length; i++) {
      String w = g.constant("w", Networks.normal(random, 1, widths[i - 1], widths[i]));
      x = g.add("m", new Op.MatMul(), x, w);
      String b = g.constant("b", Networks.normal(random, 0.3, widths[i]));
      x = g.add("s", new Op.Add(), x, b);
      x = g.add("c", new Op.Add(), x, g.constant("d", Networks.normal(other, changes, 1)));
      String d = g.constant("e", Networks.normal(other, changes, widths[i]));
      x = g.add("f", new Op.Add(), x, d);
      x = i + 1 < widths.length ? g.add("h", activation, x) : x;
    }
    return g.build(x);
  }

  /** Holds certificates against inputs. */
  private record Claims(CertifySettings settings, Graph teacher, Graph student, Random random) {
    void hold(Certificate certificate) {
      for (ExampleResult result : certificate.examples()) {
        if (result.status() == Status.EXCLUDED) {
          continue;
        }
        Region region = settings.around().around(result.example().image());
        List<float[]> points = new ArrayList<>(List.of(result.example().image()));
        for (int p = 0; p < 2; p++) {
          points.add(region.random(random));
          double[] gradient = random.doubles(INPUTS, -1, 1).toArray();
          points.add(region.nearest(region.extreme(gradient)));
        }
        points.removeIf(point -> !region.contains(point));
        for (float[] x : points) {
          check(result, logits(teacher, x), logits(student, x));
        }
        verdict(result);
        if (settings.semantics() == Semantics.FLOAT32) {
          List<float[]> ofTeacher = executed(teacher, points);
          List<float[]> ofStudent = executed(student, points);
          for (int i = 0; i < ofTeacher.size(); i++) {
            // One in another way than the other, too.
            check(result, exact(ofTeacher.get(i)), exact(ofStudent.get(i)));
            int later = (i + points.size()) % ofStudent.size();
            check(result, exact(ofTeacher.get(i)), exact(ofStudent.get(later)));
          }
        }
      }
    }

    private void check(ExampleResult result, BigDecimal[] zT, BigDecimal[] zS) {
      int c = result.label();
      if (result.margin().isPresent() && Double.isFinite(result.margin().getAsDouble())) {
        BigDecimal lead = lead(zT, c).min(lead(zS, c));
        assertThat(lead).isGreaterThanOrEqualTo(new BigDecimal(result.margin().getAsDouble()));
      }
      if (!settings.property().isBracketed()) {
        assertThat(result.status() == Status.CERTIFIED && disagree(zT, zS, c)).isFalse();
        return;
      }
      BigDecimal[] sides = sides(zT, zS, c);
      BigDecimal most = sides[0].max(sides[1]);
      below(most, result.bracket());
      if (settings.property().isSplit()) {
        below(sides[0], result.over());
        below(sides[1], result.under());
      }
    }

    private static void below(BigDecimal value, Optional<Bracket> claimed) {
      double upper = claimed.orElseThrow().upper();
      if (Double.isFinite(upper)) {
        assertThat(value).isLessThanOrEqualTo(new BigDecimal(upper));
      }
    }

    /** Whether a verdict follows from the bracket, and from its witness. */
    void verdict(ExampleResult result) {
      Region region = settings.around().around(result.example().image());
      result.witness().ifPresent(w -> witnessed(result, region, w.input()));
      if (settings.delta().isPresent() && result.bracket().isPresent()) {
        Bracket bracket = result.bracket().orElseThrow();
        BigDecimal delta = settings.delta().get();
        boolean certified =
            Double.isFinite(bracket.upper())
                && new BigDecimal(bracket.upper()).compareTo(delta) <= 0;
        assertThat(result.status() == Status.CERTIFIED).isEqualTo(certified);
        assertThat(result.status() == Status.REFUTED)
            .isEqualTo(new BigDecimal(bracket.lower()).compareTo(delta) > 0);
      }
    }

    private void witnessed(ExampleResult result, Region region, float[] x) {
      assertThat(result.status()).isEqualTo(Status.REFUTED);
      assertThat(region.contains(x)).isTrue();
      BigDecimal[] zT = logits(teacher, x);
      BigDecimal[] zS = logits(student, x);
      if (settings.property().isBracketed()) {
        BigDecimal[] sides = sides(zT, zS, result.label());
        assertThat(sides[0].max(sides[1]))
            .isGreaterThan(settings.delta().orElseThrow())
            .isGreaterThanOrEqualTo(new BigDecimal(result.bracket().orElseThrow().lower()));
      } else {
        assertThat(disagree(zT, zS, result.label())).isTrue();
      }
    }

    /** The property's quantity in both directions; twice the same where it has none. */
    private BigDecimal[] sides(BigDecimal[] zT, BigDecimal[] zS, int label) {
      Property property = settings.property();
      boolean ofLogits = property instanceof Property.Equivalence;
      BigDecimal[] t = ofLogits ? zT : softmax(zT);
      BigDecimal[] s = ofLogits ? zS : softmax(zS);
      if (property instanceof Property.Confidence confidence) {
        int k = confidence.reference().orElse(label);
        return new BigDecimal[] {s[k].subtract(t[k]), t[k].subtract(s[k])};
      }
      BigDecimal over = s[0].subtract(t[0]);
      BigDecimal under = over.negate();
      BigDecimal total = BigDecimal.ZERO;
      BigDecimal divergence = BigDecimal.ZERO;
      for (int k = 0; k < t.length; k++) {
        BigDecimal gap = s[k].subtract(t[k]);
        over = over.max(gap);
        under = under.max(gap.negate());
        total = total.add(gap.abs().divide(BigDecimal.valueOf(2), DIGITS));
        if (!ofLogits) {
          BigDecimal ratio = t[k].divide(s[k], DIGITS);
          ScalarFunction log = new ScalarFunction.Log();
          divergence = divergence.add(t[k].multiply(ExactFunctions.value(log, ratio), DIGITS));
        }
      }
      if (property instanceof Property.TotalVariation) {
        return new BigDecimal[] {total, total};
      }
      return property instanceof Property.KullbackLeibler
          ? new BigDecimal[] {divergence, divergence}
          : new BigDecimal[] {over, under};
    }

    private boolean disagree(BigDecimal[] zT, BigDecimal[] zS, int label) {
      Property.Agreement agreement = (Property.Agreement) settings.property();
      int k = winner(zT);
      int j = winner(zS);
      return k >= 0
          && j >= 0
          && k != j
          && switch (agreement.variant()) {
            case TOP1 -> true;
            case TEACHER_CORRECT -> k == label;
            case CONFIDENT -> softmax(zT)[k].compareTo(agreement.tau()) >= 0;
          };
    }

    private static int winner(BigDecimal[] z) {
      for (int k = 0; k < z.length; k++) {
        if (lead(z, k).signum() > 0) {
          return k;
        }
      }
      return -1;
    }

    private static BigDecimal lead(BigDecimal[] z, int c) {
      BigDecimal least = z[c].subtract(z[c == 0 ? 1 : 0]);
      for (int j = 0; j < z.length; j++) {
        least = j == c ? least : least.min(z[c].subtract(z[j]));
      }
      return least;
    }

    private static BigDecimal[] softmax(BigDecimal[] z) {
      BigDecimal[] p = new BigDecimal[z.length];
      for (int k = 0; k < p.length; k++) {
        BigDecimal sum = BigDecimal.ZERO;
        for (BigDecimal other : z) {
          sum = sum.add(ExactFunctions.value(new ScalarFunction.Exp(), other.subtract(z[k])));
        }
        p[k] = BigDecimal.ONE.divide(sum, DIGITS);
      }
      return p;
    }

    private static BigDecimal[] logits(Graph graph, float[] x) {
      return ExactEvaluator.run(graph, Widened.of(x));
    }

    private static List<float[]> executed(Graph graph, List<float[]> points) {
      byte[] model = OnnxWriter.toBytes(graph, WriteOptions.standard());
      return Executions.of(model, graph.inputs().get(0), points);
    }

    private static BigDecimal[] exact(float[] z) {
      BigDecimal[] exact = new BigDecimal[z.length];
      for (int k = 0; k < z.length; k++) {
        exact[k] = new BigDecimal(z[k]);
      }
      return exact;
    }
  }
}
