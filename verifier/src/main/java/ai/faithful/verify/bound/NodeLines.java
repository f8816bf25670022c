package ai.faithful.verify.bound;

import ai.faithful.verify.rule.ActivationRule;
import ai.faithful.verify.rule.AdjustableLine;
import ai.faithful.verify.rule.AdjustableLines;
import ai.faithful.verify.rule.AdjustablePlane;
import ai.faithful.verify.rule.AdjustablePlanes;
import ai.faithful.verify.rule.Interval;
import ai.faithful.verify.rule.Lines;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.PlaneRule;
import ai.faithful.verify.rule.Planes;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The lines and planes of a relaxation's nonlinear nodes, each made on first use. */
final class NodeLines {
  private final Relaxation relaxation;
  private final Owned owned;
  private final Map<String, Lines> lines = new HashMap<>();
  private final Map<String, Lines> full = new HashMap<>();
  private final Map<String, Planes> planes = new HashMap<>();
  private final Map<String, AdjustableLines> adjustable = new HashMap<>();
  private final Map<String, AdjustablePlanes> adjustablePlanes = new HashMap<>();

  NodeLines(Relaxation relaxation, Owned owned) {
    this.relaxation = relaxation;
    this.owned = owned;
  }

  /** The lines of an activation node, on the support of its result. */
  Lines lines(Site site) {
    Support support = relaxation.support(site.node().name());
    Relaxation whole = relaxation.sameFormat();
    if (whole == null && support == null) {
      return full(site);
    }
    return Owned.known(
        lines,
        site.node().name(),
        scope -> {
          Lines all = whole == null ? full(site) : whole.fullLines(site);
          return take(scope, all.map(x -> Support.on(support, relaxation.pick(x))));
        });
  }

  /** The lines of an activation node, on all elements: parts of the batch share them. */
  Lines full(Site site) {
    return Owned.known(
        full,
        site.node().name(),
        scope -> {
          Box z = relaxation.box(site.node().inputs().get(0));
          return take(scope, rule(site).lines(Layout.flat(z.lower()), Layout.flat(z.upper())));
        });
  }

  private Lines take(Scope scope, Lines made) {
    owned.takeAll(
        scope, made.lowerSlope(), made.lowerIntercept(), made.upperSlope(), made.upperIntercept());
    return made;
  }

  /** What may be chosen at an activation node, on the support of its result. */
  AdjustableLines adjustable(Site site) {
    return Owned.known(
        adjustable,
        site.node().name(),
        scope -> {
          Box z = operand(site);
          // The lines may keep what they were made of.
          owned.takeAll(scope, z.lower(), z.upper());
          AdjustableLines made = rule(site).adjustable(z.lower(), z.upper());
          take(scope, made.lower());
          take(scope, made.upper());
          return made;
        });
  }

  private void take(Scope scope, @Nullable AdjustableLine line) {
    if (line != null) {
      owned.takeAll(scope, line.least(), line.most(), line.start());
      owned.takeAll(scope, line.magnitude().slope(), line.magnitude().intercept());
    }
  }

  /** An activation's operand on its support, {@code [B, n]}. */
  private Box operand(Site site) {
    Box z = relaxation.box(site.node().inputs().get(0));
    Support support = relaxation.support(site.node().name());
    return new Box(
        Support.on(support, Layout.flat(z.lower())), Support.on(support, Layout.flat(z.upper())));
  }

  private static ActivationRule rule(Site site) {
    return (ActivationRule) Network.rule(site);
  }

  /** The planes of a node of several variables, each array {@code [B, size]}. */
  Planes planes(Site site) {
    return Owned.known(
        planes,
        site.node().name(),
        scope -> {
          Planes made = planeRule(site).planes(operands(site));
          made.lowerSlopes().forEach(slope -> owned.take(scope, slope));
          made.upperSlopes().forEach(slope -> owned.take(scope, slope));
          owned.takeAll(scope, made.lowerIntercept(), made.upperIntercept());
          return made;
        });
  }

  /** What may be chosen at a node of several variables. */
  AdjustablePlanes adjustablePlanes(Site site) {
    return Owned.known(
        adjustablePlanes,
        site.node().name(),
        scope -> {
          List<Interval> x = operands(site);
          // The planes may keep what they were made of.
          x.forEach(operand -> owned.takeAll(scope, operand.lower(), operand.upper()));
          AdjustablePlanes made = planeRule(site).adjustable(x);
          take(scope, made.lower());
          take(scope, made.upper());
          return made;
        });
  }

  private void take(Scope scope, @Nullable AdjustablePlane plane) {
    if (plane != null) {
      owned.takeAll(scope, plane.least(), plane.most(), plane.start());
      plane.magnitude().slopes().forEach(slope -> owned.take(scope, slope));
      owned.take(scope, plane.magnitude().intercept());
    }
  }

  /** Operands broadcast to the node's shape, {@code [B, n]}. */
  private List<Interval> operands(Site site) {
    PlaneRule rule = planeRule(site);
    List<Interval> x = new ArrayList<>();
    for (int arg : site.variables()) {
      Box box = relaxation.box(site.node().inputs().get(arg));
      x.add(
          new Interval(
              Layout.flat(rule.spread(site, arg, box.lower())),
              Layout.flat(rule.spread(site, arg, box.upper()))));
    }
    return x;
  }

  private static PlaneRule planeRule(Site site) {
    return (PlaneRule) Network.rule(site);
  }
}
