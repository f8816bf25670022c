package ai.faithful.onnx.op;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * An exact rational number, for the few that a resized axis needs.
 *
 * @param over positive
 */
record Fraction(BigInteger number, BigInteger over) implements Comparable<Fraction> {
  static final Fraction ZERO = of(0);
  static final Fraction ONE = of(1);
  static final Fraction HALF = of(1).over(of(2));

  Fraction {
    if (over.signum() < 0) {
      number = number.negate();
      over = over.negate();
    }
    BigInteger common = number.gcd(over);
    if (common.bitLength() > 1) {
      number = number.divide(common);
      over = over.divide(common);
    }
  }

  static Fraction of(long value) {
    return new Fraction(BigInteger.valueOf(value), BigInteger.ONE);
  }

  /** The exact value of a finite double. */
  static Fraction of(double value) {
    BigDecimal decimal = new BigDecimal(value);
    return decimal.scale() > 0
        ? new Fraction(decimal.unscaledValue(), BigInteger.TEN.pow(decimal.scale()))
        : new Fraction(decimal.toBigIntegerExact(), BigInteger.ONE);
  }

  Fraction plus(Fraction other) {
    return new Fraction(
        number.multiply(other.over).add(other.number.multiply(over)), over.multiply(other.over));
  }

  Fraction minus(Fraction other) {
    return plus(new Fraction(other.number.negate(), other.over));
  }

  Fraction times(Fraction other) {
    return new Fraction(number.multiply(other.number), over.multiply(other.over));
  }

  /**
   * The quotient.
   *
   * @throws ArithmeticException if the divisor is 0
   */
  Fraction over(Fraction other) {
    if (other.number.signum() == 0) {
      throw new ArithmeticException("division by 0");
    }
    return new Fraction(number.multiply(other.over), over.multiply(other.number));
  }

  /** The greatest integer that is not greater. */
  long floor() {
    BigInteger[] parts = number.divideAndRemainder(over);
    return parts[0].longValueExact() - (parts[1].signum() < 0 ? 1 : 0);
  }

  /** The least integer that is not less. */
  long ceil() {
    return -new Fraction(number.negate(), over).floor();
  }

  /** A double near it. */
  double approximate() {
    return new BigDecimal(number)
        .divide(new BigDecimal(over), MathContext.DECIMAL128)
        .doubleValue();
  }

  /** At least the distance from a double, 0 if they are equal. */
  double distance(double value) {
    Fraction difference = minus(of(value));
    return difference.number.signum() == 0
        ? 0
        : Math.nextUp(Math.abs(difference.approximate()) * (1 + 0x1p-50));
  }

  @Override
  public int compareTo(Fraction other) {
    return number.multiply(other.over).compareTo(other.number.multiply(over));
  }
}
