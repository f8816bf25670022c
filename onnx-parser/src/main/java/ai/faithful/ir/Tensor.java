package ai.faithful.ir;

import java.util.Arrays;
import java.util.List;

/**
 * An immutable dense tensor in row-major order. Elements are exact: a float32 is kept as a float32,
 * and widening it to a double loses nothing.
 */
public final class Tensor {
  private final Shape shape;
  private final ElementType type;
  private final Object elements;

  private Tensor(Shape shape, ElementType type, Object elements, int length) {
    if (shape.size() != length) {
      throw new IllegalArgumentException(
          "shape " + shape + " needs " + shape.size() + " elements, got " + length);
    }
    this.shape = shape;
    this.type = type;
    this.elements = elements;
  }

  /** Takes ownership of {@code elements}: the caller must not change them afterwards. */
  public static Tensor ofFloats(Shape shape, float... elements) {
    return new Tensor(shape, ElementType.FLOAT32, elements, elements.length);
  }

  /** Takes ownership of {@code elements}: the caller must not change them afterwards. */
  public static Tensor ofDoubles(Shape shape, double... elements) {
    return new Tensor(shape, ElementType.FLOAT64, elements, elements.length);
  }

  /** Takes ownership of {@code elements}: the caller must not change them afterwards. */
  public static Tensor ofLongs(Shape shape, long... elements) {
    return new Tensor(shape, ElementType.INT64, elements, elements.length);
  }

  public static Tensor scalar(double value) {
    return ofDoubles(Shape.SCALAR, value);
  }

  public static Tensor filled(Shape shape, double value) {
    double[] elements = new double[shape.size()];
    Arrays.fill(elements, value);
    return ofDoubles(shape, elements);
  }

  public Shape shape() {
    return shape;
  }

  public ElementType type() {
    return type;
  }

  public int size() {
    return shape.size();
  }

  /** Element {@code index} in row-major order, as a double (exact for both float types). */
  public double at(int index) {
    return switch (type) {
      case FLOAT32 -> ((float[]) elements)[index];
      case FLOAT64 -> ((double[]) elements)[index];
      case INT64 -> ((long[]) elements)[index];
    };
  }

  /**
   * Element {@code index} in row-major order, as an integer.
   *
   * @throws IllegalStateException if this is a floating-point tensor
   */
  public long longAt(int index) {
    if (type != ElementType.INT64) {
      throw new IllegalStateException("a " + type + " tensor has no integer elements");
    }
    return ((long[]) elements)[index];
  }

  /** The first element that is NaN or infinite, -1 if there is none. */
  public int firstNonFinite() {
    return switch (type) {
      case FLOAT32 -> NonFinite.first((float[]) elements);
      case FLOAT64 -> NonFinite.first((double[]) elements);
      case INT64 -> -1;
    };
  }

  /** A fresh copy of all elements as doubles. */
  public double[] toDoubles() {
    double[] out = new double[size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = at(i);
    }
    return out;
  }

  /** A fresh copy of all elements rounded to float32 (exact if they are stored so). */
  public float[] toFloats() {
    if (type == ElementType.FLOAT32) {
      return ((float[]) elements).clone();
    }
    float[] out = new float[size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) at(i);
    }
    return out;
  }

  /**
   * A fresh copy of all elements as integers.
   *
   * @throws IllegalStateException if this is a floating-point tensor
   */
  public long[] toLongs() {
    if (type != ElementType.INT64) {
      throw new IllegalStateException("a " + type + " tensor has no integer elements");
    }
    return ((long[]) elements).clone();
  }

  /** The same elements under another shape of the same size, without copying. */
  public Tensor reshape(Shape other) {
    return new Tensor(other, type, elements, size());
  }

  /**
   * A tensor of the elements found at the given positions.
   *
   * @param positions row-major positions in this tensor, one per element of {@code other}
   */
  public Tensor pick(Shape other, int[] positions) {
    int n = positions.length;
    return switch (type) {
      case FLOAT32 -> {
        float[] from = (float[]) elements;
        float[] to = new float[n];
        for (int i = 0; i < n; i++) {
          to[i] = from[positions[i]];
        }
        yield ofFloats(other, to);
      }
      case FLOAT64 -> {
        double[] from = (double[]) elements;
        double[] to = new double[n];
        for (int i = 0; i < n; i++) {
          to[i] = from[positions[i]];
        }
        yield ofDoubles(other, to);
      }
      case INT64 -> {
        long[] from = (long[]) elements;
        long[] to = new long[n];
        for (int i = 0; i < n; i++) {
          to[i] = from[positions[i]];
        }
        yield ofLongs(other, to);
      }
    };
  }

  /** The same elements with the axes permuted: axis i of the result is axis permutation[i]. */
  public Tensor transpose(List<Integer> permutation) {
    Shape transposed = new Op.Transpose(permutation).shape(List.of(shape));
    return pick(transposed, Indexing.transposed(shape, permutation));
  }

  /** Same shape, same element type, same bits. */
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Tensor t) || !shape.equals(t.shape) || type != t.type) {
      return false;
    }
    return switch (type) {
      case FLOAT32 -> Arrays.equals((float[]) elements, (float[]) t.elements);
      case FLOAT64 -> Arrays.equals((double[]) elements, (double[]) t.elements);
      case INT64 -> Arrays.equals((long[]) elements, (long[]) t.elements);
    };
  }

  @Override
  public int hashCode() {
    int hash =
        switch (type) {
          case FLOAT32 -> Arrays.hashCode((float[]) elements);
          case FLOAT64 -> Arrays.hashCode((double[]) elements);
          case INT64 -> Arrays.hashCode((long[]) elements);
        };
    return 31 * shape.hashCode() + hash;
  }

  @Override
  public String toString() {
    return type + shape.toString();
  }
}
