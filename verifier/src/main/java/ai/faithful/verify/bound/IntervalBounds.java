package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.faithful.ir.Op;
import ai.faithful.verify.rule.ActivationRule;
import ai.faithful.verify.rule.Interval;
import ai.faithful.verify.rule.LinearRule;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.PlaneRule;
import ai.faithful.verify.rule.Precision;
import ai.faithful.verify.rule.Rule;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import ai.faithful.verify.rule.TapeConstant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Interval arithmetic: a box for every value, from the boxes of its operands (THEORY 5.4). */
public final class IntervalBounds {
  private IntervalBounds() {}

  /**
   * Boxes of all variable values, the inputs included. Differentiable in the network's parameters
   * with {@link Rounding#NONE}.
   *
   * @param inputs a box for each graph input, in the network's precision
   */
  public static Map<String, Box> compute(
      Network network, Map<String, Box> inputs, Rounding rounding) {
    rounding.requireModel(network);
    Map<String, Box> boxes = new LinkedHashMap<>(inputs);
    for (Site site : network.sites()) {
      boxes.put(site.node().name(), step(network, site, boxes, rounding));
    }
    return boxes;
  }

  /** The box of one node's value; its arrays pass to the enclosing scope. */
  static Box step(Network network, Site site, Map<String, Box> boxes, Rounding rounding) {
    try (Scope scope = new Scope()) {
      Rule rule = Network.rule(site);
      Box box;
      if (rule instanceof LinearRule linear) {
        box = linear(site, linear, boxes, rounding);
      } else if (rule instanceof PlaneRule plane) {
        box = planes(site, plane, boxes, rounding);
      } else {
        box = activation((ActivationRule) rule, operand(site, 0, boxes), rounding);
      }
      if (rounding == Rounding.RIGOROUS && !keepsNumbers(network, site)) {
        box = numbers(box);
      }
      List<String> greater = network.maximum(site.node().name());
      if (greater != null) {
        box = meet(box, maximum(greater, boxes));
      }
      scope.keep(box.lower());
      scope.keep(box.upper());
      return box;
    }
  }

  /** Whether numbers, which the operand's ends are known to be, lead to nothing else. */
  private static boolean keepsNumbers(Network network, Site site) {
    Op op = site.node().op();
    return (op instanceof Op.Relu || op instanceof Op.Reshape)
        && network.producer(site.node().inputs().get(0)) != null;
  }

  /** Where an end is no number, everything. */
  private static Box numbers(Box box) {
    // A sum with a NaN in it is one; so may be others, of infinities.
    NDArray sum = box.lower().sum().sub(box.upper().sum());
    if (!Double.isNaN(sum.toType(DataType.FLOAT64, false).getDouble())) {
      return box;
    }
    return new Box(
        Rounding.orElse(box.lower(), Double.NEGATIVE_INFINITY),
        Rounding.orElse(box.upper(), Double.POSITIVE_INFINITY));
  }

  private static Box activation(ActivationRule rule, Box z, Rounding rounding) {
    Interval image =
        rounding == Rounding.RIGOROUS
            ? rule.image(z.lower(), z.upper())
            : rule.plainImage(z.lower(), z.upper());
    return new Box(image.lower(), image.upper());
  }

  /** The box of the greater of two values, null if one is constant. */
  private static @Nullable Box maximum(List<String> values, Map<String, Box> boxes) {
    Box first = boxes.get(values.get(0));
    Box second = boxes.get(values.get(1));
    if (first == null || second == null) {
      return null;
    }
    return new Box(first.lower().maximum(second.lower()), first.upper().maximum(second.upper()));
  }

  private static Box meet(Box a, @Nullable Box b) {
    return b == null ? a : new Box(a.lower().maximum(b.lower()), a.upper().minimum(b.upper()));
  }

  private static Box planes(Site site, PlaneRule rule, Map<String, Box> boxes, Rounding rounding) {
    List<Interval> x = new ArrayList<>();
    for (int arg : site.variables()) {
      Box box = operand(site, arg, boxes);
      x.add(new Interval(rule.spread(site, arg, box.lower()), rule.spread(site, arg, box.upper())));
    }
    Interval image = rounding == Rounding.RIGOROUS ? rule.image(x) : rule.plainImage(x);
    return new Box(image.lower(), image.upper());
  }

  private static Box linear(Site site, LinearRule rule, Map<String, Box> boxes, Rounding rounding) {
    if (rule.rearranges()) {
      return rearranged(site, rule, boxes);
    }
    if (rounding == Rounding.NONE) {
      return plain(site, rule, boxes);
    }
    List<Integer> args = site.variables();
    boolean sum = site.node().op() instanceof Op.Add || site.node().op() instanceof Op.Sub;
    if (sum && args.size() == 1) {
      return moved(site, args.get(0), rule, operand(site, args.get(0), boxes));
    }
    return rigorous(site, rule, boxes);
  }

  /**
   * The sum with a constant, or the difference: an end s is off by u |s|, and by as much again when
   * 4 u |s| is taken off. Sums that are not normal numbers are exact.
   */
  private static Box moved(Site site, int arg, LinearRule rule, Box x) {
    boolean negated = site.node().op() instanceof Op.Sub && arg == 1;
    NDArray lower = rule.apply(site, arg, negated ? x.upper() : x.lower());
    NDArray upper = rule.apply(site, arg, negated ? x.lower() : x.upper());
    NDArray offset = Objects.requireNonNull(rule.offset(site));
    NDArray radius = rule.offsetRadius(site);
    if (radius != null) {
      lower = Rounding.down(lower.sub(radius));
      upper = Rounding.up(upper.add(radius));
    }
    lower = lower.add(offset);
    upper = upper.add(offset);
    double error = 4 * Precision.of(lower).unitRoundoff();
    return new Box(lower.sub(lower.abs().muli(error)), upper.add(upper.abs().muli(error)));
  }

  /** Elements keep their intervals; only an enclosed constant among them is widened. */
  private static Box rearranged(Site site, LinearRule rule, Map<String, Box> boxes) {
    NDArray lower = rule.offset(site);
    NDArray upper = lower;
    NDArray radius = rule.offsetRadius(site);
    if (lower != null && upper != null && radius != null) {
      lower = Rounding.down(lower.sub(radius));
      upper = Rounding.up(upper.add(radius));
    }
    for (int arg : site.variables()) {
      Box x = operand(site, arg, boxes);
      lower = plus(lower, rule.apply(site, arg, x.lower()));
      upper = plus(upper, rule.apply(site, arg, x.upper()));
    }
    return new Box(Objects.requireNonNull(lower), Objects.requireNonNull(upper));
  }

  private static Box plain(Site site, LinearRule rule, Map<String, Box> boxes) {
    NDArray center = null;
    NDArray radius = null;
    for (int arg : site.variables()) {
      Box x = operand(site, arg, boxes);
      NDArray half = TapeConstant.of(x.lower(), 0.5);
      NDArray c = rule.apply(site, arg, x.lower().add(x.upper()).mul(half));
      NDArray r = rule.applyAbs(site, arg, x.upper().sub(x.lower()).mul(half));
      center = plus(center, c);
      radius = plus(radius, r);
    }
    NDArray offset = rule.offset(site);
    center = offset == null ? Objects.requireNonNull(center) : plus(center, offset);
    return around(center, Objects.requireNonNull(radius));
  }

  /**
   * As {@link #plain}, with the radius enlarged by every rounding: for each operand, x in c +- r
   * exactly, and |L x - fl(L c)| <= |L| r + gamma_n |L| |c| + n eta + R m.
   *
   * <p>The last subtraction and addition are off by at most u (|c| + r) (1 + u) each: that is part
   * of the radius before they are made.
   */
  private static Box rigorous(Site site, LinearRule rule, Map<String, Box> boxes) {
    NDArray center = null;
    NDArray radius = null;
    for (int arg : site.variables()) {
      Box x = operand(site, arg, boxes);
      Precision precision = Precision.of(x.lower());
      int n = rule.terms(site, arg);
      CenteredBox centered = CenteredBox.of(x);
      NDArray c = rule.apply(site, arg, centered.center());
      // fl(|L| q) >= |L| (r + gamma_n |c|): the inflation makes up for its own n roundings, and
      // what is lost where gamma |c| underflows is far less than the eta that r was raised by.
      double up = Rounding.inflation(n + 4, precision);
      double gamma = precision.roundUp(Rounding.coefficient(n, precision) * up * (1 + 0x1p-50));
      NDArray q = centered.radius().mul(up).addi(centered.center().abs().muli(gamma));
      NDArray r = rule.applyAbs(site, arg, q).add(2 * n * precision.minNormal());
      NDArray uncertain = isExact(site) ? null : rule.applyRadius(site, arg, x.magnitude());
      if (uncertain != null) {
        r =
            r.add(
                uncertain.mul(Rounding.inflation(n, precision)).add(2 * n * precision.minNormal()));
      }
      if (center == null || radius == null) {
        center = c;
        radius = r;
      } else {
        center = center.add(c);
        radius = radius.add(r).add(additionError(center));
      }
    }
    if (center == null || radius == null) {
      throw new IllegalStateException("no variable operand at " + site.node());
    }
    NDArray offset = rule.offset(site);
    if (offset != null) {
      center = center.add(offset);
      radius = radius.add(additionError(center));
      NDArray offsetRadius = rule.offsetRadius(site);
      radius = offsetRadius == null ? radius : radius.add(offsetRadius);
    }
    // At most eight additions of non-negative numbers led to the radius.
    Precision precision = Precision.of(radius);
    double up = precision.roundUp(Rounding.inflation(8, precision) + 4 * precision.unitRoundoff());
    NDArray widened = radius.mul(up).addi(center.abs().muli(4 * precision.unitRoundoff()));
    return around(center, widened.addi(2 * precision.minNormal()));
  }

  /** Whether all constants of a node are what they should be. */
  private static boolean isExact(Site site) {
    return IntStream.range(0, site.node().inputs().size())
        .allMatch(i -> site.isVariable(i) || site.radius(i) == null);
  }

  /** Covers the rounding of an addition with this result. */
  private static NDArray additionError(NDArray sum) {
    return sum.abs().mul(2 * Precision.of(sum).unitRoundoff());
  }

  private static Box around(NDArray center, NDArray radius) {
    return new Box(center.sub(radius), center.add(radius));
  }

  private static NDArray plus(@Nullable NDArray sum, NDArray term) {
    return sum == null ? term : sum.add(term);
  }

  private static Box operand(Site site, int arg, Map<String, Box> boxes) {
    List<String> operands = site.node().inputs();
    Box box = boxes.get(operands.get(arg));
    if (box == null) {
      throw new IllegalArgumentException("no box for '" + operands.get(arg) + "'");
    }
    return box;
  }
}
