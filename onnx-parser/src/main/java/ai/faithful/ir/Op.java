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
        Op.Concat,
        Op.Gather,
        Op.Pad,
        Op.Expand,
        Op.ReduceSum,
        Op.ReduceMax,
        Op.Max,
        Op.MaxPool,
        Op.Relu,
        Op.Elementwise,
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

  /**
   * The operands one after another along an axis; they agree in all others.
   *
   * @param axis non-negative
   */
  record Concat(int axis) implements Op {
    @Override
    public Shape shape(List<Shape> operands) {
      return LayoutShapes.concat(axis, operands);
    }
  }

  /**
   * Slices of one axis, in the order of {@code indices}, which may repeat or leave some out.
   *
   * @param axis non-negative
   * @param indices each from 0 to the axis's extent - 1
   */
  record Gather(int axis, List<Integer> indices) implements Op {
    public Gather {
      indices = List.copyOf(indices);
    }

    @Override
    public Shape shape(List<Shape> operands) {
      return LayoutShapes.gather(axis, indices, operands.get(0));
    }
  }

  /**
   * Zeros around and between the elements.
   *
   * @param begin zeros before each axis, at least 0
   * @param end zeros after each axis, at least 0
   * @param interior zeros between two neighbours along each axis, at least 0
   */
  record Pad(List<Integer> begin, List<Integer> end, List<Integer> interior) implements Op {
    public Pad {
      begin = List.copyOf(begin);
      end = List.copyOf(end);
      interior = List.copyOf(interior);
    }

    @Override
    public Shape shape(List<Shape> operands) {
      return LayoutShapes.pad(this, operands.get(0));
    }
  }

  /**
   * Repetition along axes of extent 1 and along new leading ones, as in broadcasting.
   *
   * @param target what the operand broadcasts to
   */
  record Expand(Shape target) implements Op {
    @Override
    public Shape shape(List<Shape> operands) {
      if (!Shape.broadcast(operands.get(0), target).equals(target)) {
        throw new IllegalArgumentException(
            "shape " + operands.get(0) + " does not broadcast to " + target);
      }
      return target;
    }
  }

  /**
   * The sum over some axes, which are kept with extent 1.
   *
   * @param axes ascending, non-negative
   */
  record ReduceSum(List<Integer> axes) implements Op {
    public ReduceSum {
      axes = List.copyOf(axes);
    }

    @Override
    public Shape shape(List<Shape> operands) {
      return LayoutShapes.reduced(axes, operands.get(0));
    }
  }

  /**
   * The greatest element over some axes, which are kept with extent 1.
   *
   * @param axes ascending, non-negative
   */
  record ReduceMax(List<Integer> axes) implements Op {
    public ReduceMax {
      axes = List.copyOf(axes);
    }

    @Override
    public Shape shape(List<Shape> operands) {
      return LayoutShapes.reduced(axes, operands.get(0));
    }
  }

  /** Elementwise maximum of two operands, broadcast. */
  record Max() implements Op {
    @Override
    public Shape shape(List<Shape> operands) {
      return Shape.broadcast(operands.get(0), operands.get(1));
    }
  }

  /**
   * The greatest element under each window that slides over x [N, C, d1..dk]; padding never wins.
   *
   * @param kernel extents of the window, at least 1
   * @param strides one per spatial axis, at least 1
   * @param padsBegin room before each spatial axis, at least 0
   * @param padsEnd room after each spatial axis, at least 0
   * @param dilations one per spatial axis, at least 1; no window may lie in the padding as a whole
   */
  record MaxPool(
      List<Integer> kernel,
      List<Integer> strides,
      List<Integer> padsBegin,
      List<Integer> padsEnd,
      List<Integer> dilations)
      implements Op {
    public MaxPool {
      kernel = List.copyOf(kernel);
      strides = List.copyOf(strides);
      padsBegin = List.copyOf(padsBegin);
      padsEnd = List.copyOf(padsEnd);
      dilations = List.copyOf(dilations);
    }

    @Override
    public Shape shape(List<Shape> operands) {
      return ConvShape.of(this, operands.get(0));
    }
  }

  /** max(x, 0). */
  record Relu() implements Op {
    @Override
    public Shape shape(List<Shape> operands) {
      return operands.get(0);
    }
  }

  /** A function of one variable, applied to each element. */
  record Elementwise(ScalarFunction function) implements Op {
    @Override
    public Shape shape(List<Shape> operands) {
      return operands.get(0);
    }

    @Override
    public String name() {
      return function.name();
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
