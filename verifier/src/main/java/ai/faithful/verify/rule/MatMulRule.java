package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import ai.faithful.ir.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Matrix product with one constant operand, on either side, leading axes broadcast. */
final class MatMulRule implements LinearRule {
  @Override
  public Optional<String> refusal(Site site) {
    return site.isVariable(0) && site.isVariable(1)
        ? Optional.of("multiplies two variables; one factor has to be constant")
        : Optional.empty();
  }

  @Override
  public NDArray apply(Site site, int arg, NDArray x) {
    return multiply(site, arg, x, site.constant(1 - arg));
  }

  @Override
  public NDArray applyAbs(Site site, int arg, NDArray x) {
    return multiply(site, arg, x, site.absolute(1 - arg));
  }

  @Override
  public @Nullable NDArray applyRadius(Site site, int arg, NDArray x) {
    NDArray radius = site.radius(1 - arg);
    return radius == null ? null : multiply(site, arg, x, radius);
  }

  private static NDArray multiply(Site site, int arg, NDArray x, NDArray constant) {
    Shape matrix = matrix(site.shape(arg), arg);
    Shape factor = matrix(site.shape(1 - arg), 1 - arg);
    NDArray w = constant.reshape(engineShape(factor));
    NDArray aligned =
        Broadcasting.reshape(
            x, Broadcasting.padded(matrix, Math.max(matrix.rank(), factor.rank())));
    NDArray y = arg == 0 ? aligned.matMul(w) : w.matMul(aligned);
    return Broadcasting.reshape(y, site.shape());
  }

  @Override
  public NDArray applyTransposed(Site site, int arg, NDArray a) {
    Shape matrix = matrix(site.shape(arg), arg);
    Shape factor = matrix(site.shape(1 - arg), 1 - arg);
    int last = factor.rank() - 1;
    NDArray w = site.constant(1 - arg).reshape(engineShape(factor)).swapAxes(last - 1, last);
    Shape out = product(site, arg, matrix);
    NDArray aligned = Broadcasting.reshape(a, out);
    NDArray x = arg == 0 ? aligned.matMul(w) : w.matMul(aligned);
    // The product has the result's leading axes; x may have been repeated along some of them.
    List<Integer> pulled = new ArrayList<>(out.dims().subList(0, out.rank() - 2));
    pulled.add(matrix.dim(-2));
    pulled.add(matrix.dim(-1));
    NDArray summed = Broadcasting.sumTo(x, new Shape(pulled), matrix);
    return Broadcasting.reshape(summed, site.shape(arg));
  }

  @Override
  public int terms(Site site, int arg) {
    Shape matrix = matrix(site.shape(arg), arg);
    Shape factor = matrix(site.shape(1 - arg), 1 - arg);
    Shape out = product(site, arg, matrix);
    int inner = arg == 0 ? factor.dim(0 - 2) : factor.dim(-1);
    int outer = arg == 0 ? factor.dim(-1) : factor.dim(-2);
    int repeats = 1;
    for (int i = 0; i < out.rank() - 2; i++) {
      int own = Broadcasting.padded(matrix, out.rank()).dim(i);
      repeats *= own == out.dim(i) ? 1 : out.dim(i);
    }
    return Math.max(inner, outer * repeats);
  }

  /** An operand's shape as a (stack of) matrices: a vector is a row on the left, a column right. */
  private static Shape matrix(Shape shape, int arg) {
    if (shape.rank() > 1) {
      return shape;
    }
    return arg == 0 ? Shape.of(1, shape.dim(0)) : Shape.of(shape.dim(0), 1);
  }

  /** The result's shape before axes of vector operands are dropped. */
  private static Shape product(Site site, int arg, Shape matrix) {
    Shape other = matrix(site.shape(1 - arg), 1 - arg);
    Shape left = arg == 0 ? matrix : other;
    Shape right = arg == 0 ? other : matrix;
    Shape leading =
        Shape.broadcast(
            new Shape(left.dims().subList(0, left.rank() - 2)),
            new Shape(right.dims().subList(0, right.rank() - 2)));
    List<Integer> dims = new ArrayList<>(leading.dims());
    dims.add(left.dim(-2));
    dims.add(right.dim(-1));
    return new Shape(dims);
  }

  private static ai.djl.ndarray.types.Shape engineShape(Shape shape) {
    return new ai.djl.ndarray.types.Shape(shape.dims().stream().mapToLong(d -> d).toArray());
  }
}
