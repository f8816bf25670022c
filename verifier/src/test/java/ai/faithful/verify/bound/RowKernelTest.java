package ai.faithful.verify.bound;

import static org.assertj.core.api.Assertions.assertThat;

import ai.faithful.verify.rule.Precision;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows one at a time, beside the same in exact arithmetic. */
class RowKernelTest {
  private static final int SIZE = 37;

  private final Random random = new Random(3);

  @ParameterizedTest
  @CsvSource({"FLOAT32, false", "FLOAT32, true", "FLOAT64, false", "FLOAT64, true"})
  void multipliesBySignAndAddsUp(Precision precision, boolean some) {
    for (int trial = 0; trial < 50; trial++) {
      double[] a = numbers(precision, 3 * SIZE);
      double[] positive = numbers(precision, 2 * SIZE);
      double[] negative = numbers(precision, 2 * SIZE);
      int[] elements = IntStream.range(0, SIZE).filter(i -> !some || i % 3 > 0).toArray();
      int n = elements.length;
      RowKernel kernel = RowKernel.of(precision, SIZE);
      int[] chosen = some ? elements : null;
      kernel.slopes(positive, negative, SIZE, chosen, n);
      kernel.weights(positive, negative, SIZE, chosen, n);
      ByteBuffer in = buffer(precision, a);
      if (some) {
        kernel.read(in, SIZE, SIZE, elements);
      } else {
        kernel.read(in, SIZE, SIZE);
      }
      ByteBuffer out = buffer(precision, new double[2 * n]);
      kernel.write(out, n);
      BigDecimal sum = BigDecimal.ZERO;
      BigDecimal size = BigDecimal.ZERO;
      for (int k = 0; k < n; k++) {
        double x = a[SIZE + elements[k]];
        double factor = (x > 0 ? positive : negative)[SIZE + elements[k]];
        double product = precision == Precision.FLOAT32 ? (float) (x * factor) : x * factor;
        assertThat(number(precision, out, n + k)).isEqualTo(product);
        BigDecimal exact = new BigDecimal(x).multiply(new BigDecimal(factor));
        sum = sum.add(exact);
        size = size.add(exact.abs());
      }
      BigDecimal off = new BigDecimal(kernel.weighed()).subtract(sum).abs();
      BigDecimal allowed = size.multiply(new BigDecimal(Rounding.gamma(n, precision)));
      assertThat(off).isLessThanOrEqualTo(allowed);
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void copiesAndNegates(Precision precision) {
    double[] a = numbers(precision, SIZE);
    ByteBuffer out = buffer(precision, new double[2 * SIZE]);
    RowKernel kernel = RowKernel.of(precision, SIZE);
    int written = kernel.read(buffer(precision, a), 0, SIZE).write(out, 0, 1);
    assertThat(written).isEqualTo(SIZE);
    kernel.read(buffer(precision, a), 0, SIZE, new int[] {5, 2}).write(out, SIZE, -1);
    for (int i = 0; i < SIZE; i++) {
      assertThat(number(precision, out, i)).isEqualTo(a[i]);
    }
    assertThat(number(precision, out, SIZE)).isEqualTo(-a[5]);
    assertThat(number(precision, out, SIZE + 1)).isEqualTo(-a[2]);
  }

  /** What overflowed, or is no number, must not pass for something known. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void keepsWhatIsNoNumber(Precision precision) {
    double[] ones = new double[SIZE];
    Arrays.fill(ones, 1);
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      double[] a = numbers(precision, SIZE);
      a[SIZE - 1] = bad;
      RowKernel kernel = RowKernel.of(precision, SIZE);
      kernel.slopes(ones, ones, 0, null, SIZE);
      kernel.weights(ones, ones, 0, null, SIZE);
      ByteBuffer out = buffer(precision, new double[SIZE]);
      kernel.read(buffer(precision, a), 0, SIZE).write(out, 0);
      assertThat(kernel.weighed()).isNotIn(0.0).matches(x -> !(x < Double.POSITIVE_INFINITY));
      assertThat(number(precision, out, SIZE - 1)).matches(x -> !(x < Double.POSITIVE_INFINITY));
    }
  }

  /** Some are 0, of all magnitudes. */
  private double[] numbers(Precision precision, int count) {
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      double x = random.nextGaussian() * Math.scalb(1.0, random.nextInt(40) - 20);
      numbers[i] = random.nextInt(5) == 0 ? 0 : precision == Precision.FLOAT32 ? (float) x : x;
    }
    return numbers;
  }

  private static ByteBuffer buffer(Precision precision, double[] numbers) {
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(numbers.length * Double.BYTES).order(ByteOrder.nativeOrder());
    for (int i = 0; i < numbers.length; i++) {
      if (precision == Precision.FLOAT32) {
        buffer.putFloat(i * Float.BYTES, (float) numbers[i]);
      } else {
        buffer.putDouble(i * Double.BYTES, numbers[i]);
      }
    }
    return buffer;
  }

  private static double number(Precision precision, ByteBuffer buffer, int at) {
    return precision == Precision.FLOAT32
        ? buffer.getFloat(at * Float.BYTES)
        : buffer.getDouble(at * Double.BYTES);
  }
}
