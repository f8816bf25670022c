package ai.faithful.ir;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The operators of the internal representation: the small set that ONNX operators are lowered to.
 * Each states its exact real-number meaning and the shape of its result. What analyses know about
 * an operator lives with the analysis.
 */
public sealed interface Op
    permits Op.MatMul,
        Op.Conv,
        Op.Add,
        Op.Sub,
        Op.Mul,
        Op.Div,
        Op.Reshape,
        Op.Transpose,
        Op.Relu,
        Op.Softmax,
        Op.LogSoftmax {

  /**
   * The shape of the result.
   *
   * @throws IllegalArgumentException if the operands do not fit, saying why
   */
  Shape shape(List<Shape> operands);

  /** The operator's name, as printed in graphs and messages. */
  default String name() {
    return getClass().getSimpleName();
  }

  /** Matrix product over the last two axes, leading axes broadcast; rank-1 operands as in NumPy. */
  record MatMul() implements Op {
    @Override
    public Shape shape(List<Shape> operands) {
      return MatMulShape.of(operands.get(0), operands.get(1));
    }
  }

  /**
   * Cross-correlation of x [N, C, d1..dk] with w [M, C/group, k1..kk]; no bias (an Add follows
   * where there is one).
   *
   * @param strides one per spatial axis, at least 1
   * @param padsBegin zeros before each spatial axis, at least 0
   * @param padsEnd zeros after each spatial axis, at least 0
   * @param dilations one per spatial axis, at least 1
   * @param group number of groups, divides C and M
   */
  record Conv(
      List<Integer> strides,
      List<Integer> padsBegin,
      List<Integer> padsEnd,
      List<Integer> dilations,
      int group)
      implements Op {
    public Conv {
      strides = List.copyOf(strides);
      padsBegin = List.copyOf(padsBegin);
      padsEnd = List.copyOf(padsEnd);
      dilations = List.copyOf(dilations);
    }

    @Override
    public Shape shape(List<Shape> operands) {
      return ConvShape.of(this, operands.get(0), operands.get(1));
    }
  }

  /** Elementwise sum, broadcast. */
  record Add() implements Op {
    @Override
    public Shape shape(List<Shape> operands) {
      return Shape.broadcast(operands.get(0), operands.get(1));
    }
  }

  /** Elementwise difference, broadcast. */
  record Sub() implements Op {
    @Override
    public Shape shape(List<Shape> operands) {
      return Shape.broadcast(operands.get(0), operands.get(1));
    }
  }

  /** Elementwise product, broadcast. */
  record Mul() implements Op {
    @Override
    public Shape shape(List<Shape> operands) {
      return Shape.broadcast(operands.get(0), operands.get(1));
    }
  }

  /** Elementwise quotient, broadcast. */
  record Div() implements Op {
    @Override
    public Shape shape(List<Shape> operands) {
      return Shape.broadcast(operands.get(0), operands.get(1));
    }
  }

  /**
   * The same elements, in row-major order, under another shape.
   *
   * @param target the static target shape
   */
  record Reshape(Shape target) implements Op {
    @Override
    public Shape shape(List<Shape> operands) {
      if (operands.get(0).size() != target.size()) {
        throw new IllegalArgumentException("cannot reshape " + operands.get(0) + " to " + target);
      }
      return target;
    }
  }

  /**
   * Axis permutation: axis i of the result is axis {@code permutation[i]} of the operand.
   *
   * @param permutation of 0..rank-1
   */
  record Transpose(List<Integer> permutation) implements Op {
    public Transpose {
      permutation = List.copyOf(permutation);
    }

    @Override
    public Shape shape(List<Shape> operands) {
      Shape x = operands.get(0);
      List<Integer> sorted = new ArrayList<>(permutation);
      Collections.sort(sorted);
      List<Integer> dims = new ArrayList<>();
      for (int i = 0; i < sorted.size(); i++) {
        if (sorted.get(i) != i || permutation.size() != x.rank()) {
          throw new IllegalArgumentException(permutation + " does not permute the axes of " + x);
        }
        dims.add(x.dim(permutation.get(i)));
      }
      return new Shape(dims);
    }
  }

  /** max(x, 0). */
  record Relu() implements Op {
    @Override
    public Shape shape(List<Shape> operands) {
      return operands.get(0);
    }
  }

  /**
   * exp(x_i) / sum_j exp(x_j) along one axis.
   *
   * @param axis non-negative
   */
  record Softmax(int axis) implements Op {
    @Override
    public Shape shape(List<Shape> operands) {
      return withAxis(operands.get(0), axis);
    }
  }

  /**
   * The logarithm of {@link Softmax}.
   *
   * @param axis non-negative
   */
  record LogSoftmax(int axis) implements Op {
    @Override
    public Shape shape(List<Shape> operands) {
      return withAxis(operands.get(0), axis);
    }
  }

  private static Shape withAxis(Shape x, int axis) {
    if (axis < 0 || axis >= x.rank()) {
      throw new IllegalArgumentException("axis " + axis + " is outside " + x);
    }
    return x;
  }
}
