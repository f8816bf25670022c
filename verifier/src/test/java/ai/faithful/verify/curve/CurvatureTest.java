package ai.faithful.verify.curve;

import static org.assertj.core.api.Assertions.assertThat;

import ai.faithful.ir.ScalarFunction;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is claimed of a curve without a proof on the spot: how it bends, where its slope is what.
 */
class CurvatureTest {
  private static final int POINTS = 20_000;

  static List<Curve> curves() {
    return Intervals.functions().stream()
        .filter(f -> !(f instanceof ScalarFunction.HardSigmoid))
        .map(f -> ScalarShape.of(f).below())
        .filter(CurveSupport.class::isInstance)
        .map(support -> ((CurveSupport) support).curve())
        .filter(curve -> !(curve instanceof PiecewiseLinear))
        .toList();
  }

  /** Slopes rise on convex pieces and fall on concave ones. */
  @ParameterizedTest
  @MethodSource("curves")
  void bendsAsItsPiecesSay(Curve curve) {
    double reach = curve instanceof Wave ? 6 : 30;
    double least = curve.defined(-reach, reach) ? -reach : 0x1p-20;
    for (Piece piece : curve.pieces(least, reach)) {
      double before = curve.slope(piece.from()).middle();
      for (int i = 1; i <= POINTS; i++) {
        double z = piece.from() + (piece.to() - piece.from()) * i / POINTS;
        Enclosure slope = curve.slope(Math.min(z, piece.to()));
        double noise = 4 * (slope.upper() - slope.lower()) + Double.MIN_NORMAL;
        double rise = slope.middle() - before;
        if (piece.bend() == Piece.Bend.CONVEX) {
          assertThat(rise).as("%s at %s", curve, z).isGreaterThanOrEqualTo(-noise);
        } else if (piece.bend() == Piece.Bend.CONCAVE) {
          assertThat(rise).as("%s at %s", curve, z).isLessThanOrEqualTo(noise);
        }
        before = slope.middle();
      }
    }
  }

  /** Difference quotients of straight pieces are within what is said of their slopes. */
  @ParameterizedTest
  @MethodSource("straight")
  void slopesOfStraightPieces(PiecewiseLinear curve) {
    for (double z = -4; z < 4; z += 0x1p-5) {
      Enclosure rise = curve.value(z + 0x1p-6).plus(curve.value(z).negate()).times(0x1p6);
      Enclosure slope = curve.slope(z);
      assertThat(rise.upper()).as("%s at %s", curve, z).isLessThanOrEqualTo(slope.upper() + 1e-9);
      assertThat(rise.lower()).isGreaterThanOrEqualTo(slope.lower() - 1e-9);
    }
  }

  static List<PiecewiseLinear> straight() {
    return List.of(
        PiecewiseLinear.abs(),
        PiecewiseLinear.clip(-1, 2),
        PiecewiseLinear.leakyRelu(0.1),
        PiecewiseLinear.leakyRelu(-3),
        PiecewiseLinear.hardSigmoid(2.5, 0.5));
  }

  /** Just outside the strip around an inflection the bend is what it says. */
  @ParameterizedTest
  @MethodSource("curves")
  void inflectionsAreWhereTheyShouldBe(Curve curve) {
    if (curve instanceof Wave) {
      return;
    }
    for (Piece piece : curve.pieces(0x1p-20, 5)) {
      if (piece.bend() == Piece.Bend.UNSURE) {
        double h = 0x1p-13;
        double left = bend(curve, piece.from() - h, h / 2);
        double right = bend(curve, piece.to() + h, h / 2);
        assertThat(Math.signum(left)).as("%s", curve).isEqualTo(-Math.signum(right));
        // f'' is linear here: its zero, by the secant, is the strip's middle.
        double zero = piece.from() - h + (2 * h) * left / (left - right);
        assertThat(zero).isBetween(piece.from() - 0x1p-23, piece.to() + 0x1p-23);
      }
    }
  }

  private static double bend(Curve curve, double z, double h) {
    return (curve.slopeAt(z + h) - curve.slopeAt(z - h)) / (2 * h);
  }

  @ParameterizedTest
  @MethodSource("curves")
  void slopesAreFound(Curve curve) {
    Random random = new Random(2);
    for (Piece piece : curve.pieces(0x1p-10, 5)) {
      if (piece.bend() == Piece.Bend.CONVEX || piece.bend() == Piece.Bend.CONCAVE) {
        for (int i = 0; i < 100; i++) {
          double z = piece.from() + random.nextDouble() * (piece.to() - piece.from());
          double slope = curve.slopeAt(z);
          double found = curve.where(slope, piece.from(), piece.to());
          assertThat(Math.abs(curve.slopeAt(found) - slope))
              .as("%s at %s", curve, z)
              .isLessThan(1e-7 * (1e-3 + Math.abs(slope)));
        }
      }
    }
  }

  /** The error function against the sum of its series, in one strip after the other. */
  @Test
  void errorFunctionIsEnclosed() {
    Random random = new Random(6);
    for (int i = 0; i < 1500; i++) {
      double z = i < 1200 ? i / 200.0 + 0.005 * random.nextDouble() : Math.scalb(1.0, 900 - i);
      Enclosure erf = ErfTable.enclose(z);
      BigDecimal exact = ExactFunctions.value(new ScalarFunction.Erf(), new BigDecimal(z));
      assertThat(new BigDecimal(erf.lower())).isLessThanOrEqualTo(exact);
      assertThat(new BigDecimal(erf.upper())).isGreaterThanOrEqualTo(exact);
      assertThat(erf.upper() - erf.lower()).isLessThan(0x1p-47 * erf.upper() + 0x1p-1060);
    }
  }
}
