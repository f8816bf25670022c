package ai.faithful.onnx.op;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Resize and Upsample: more or fewer elements along axes, by nearest, linear or cubic
 * interpolation.
 *
 * <p>Opset history. Upsample: 7 takes scales as an attribute, 9 as an input; replaced by Resize in
 * 10. Resize: 10; 11 adds sizes, the region of interest, the modes of coordinates and rounding, and
 * cubic; 13 makes its inputs optional; 18 adds antialias, axes and keep_aspect_ratio_policy; 19
 * half_pixel_symmetric.
 *
 * <p>Attributes: mode = nearest; from 11 on coordinate_transformation_mode = half_pixel (before:
 * asymmetric), nearest_mode = round_prefer_floor (before: towards 0 when growing), cubic_coeff_a =
 * -0.75, exclude_outside = 0, extrapolation_value = 0; from 18 on antialias = 0, axes = all,
 * keep_aspect_ratio_policy = stretch.
 *
 * <p>Lowering: a Gather per axis (nearest), or MatMul by a constant matrix per axis (linear, cubic)
 * whose weights are exact rationals, enclosed where they are no doubles; Add of the extrapolation
 * value where it is not 0. antialias when shrinking, a nearest element that only rounding decides,
 * and a region of interest whose edge only rounding decides, are refused.
 */
final class Resize {
  static final OnnxOperator RESIZE =
      OnnxOperator.named("Resize")
          .since(10, 2, 2, "mode")
          .since(
              11,
              1,
              4,
              "mode",
              "coordinate_transformation_mode",
              "nearest_mode",
              "cubic_coeff_a",
              "exclude_outside",
              "extrapolation_value")
          .since(
              18,
              1,
              4,
              "mode",
              "coordinate_transformation_mode",
              "nearest_mode",
              "cubic_coeff_a",
              "exclude_outside",
              "extrapolation_value",
              "antialias",
              "axes",
              "keep_aspect_ratio_policy")
          .lowering(call -> new Resize(call, false).lower());

  static final OnnxOperator UPSAMPLE =
      OnnxOperator.named("Upsample")
          .since(7, 1, 1, "mode", "scales")
          .since(9, 2, 2, "mode")
          .lowering(call -> new Resize(call, true).lower());

  private final Call call;
  private final List<ResizedAxis> axes;
  private final String mode;
  private final String transformation;
  private final String rounding;

  private Resize(Call call, boolean upsample) throws Refusal {
    this.call = call;
    this.axes = ResizeAxes.of(call, upsample);
    boolean old = upsample || call.opset() < 11;
    Attributes attributes = call.attributes();
    this.mode = attributes.string("mode", "nearest");
    this.transformation =
        old ? "asymmetric" : attributes.string("coordinate_transformation_mode", "half_pixel");
    this.rounding = old ? "simple" : attributes.string("nearest_mode", "round_prefer_floor");
    boolean shrinks = axes.stream().anyMatch(a -> a.scale().compareTo(Fraction.ONE) < 0);
    if (attributes.flag("antialias") && shrinks && !mode.equals("nearest")) {
      throw new Refusal("has antialias", "antialias = 0");
    }
    if (attributes.flag("exclude_outside") && !mode.equals("cubic")) {
      throw new Refusal("has exclude_outside in the mode " + Text.clip(mode), "cubic");
    }
  }

  private List<Value> lower() throws Refusal {
    Value x = call.realInput(0);
    for (int i = 0; i < axes.size(); i++) {
      ResizedAxis axis = axes.get(i);
      boolean crops = transformation.equals("tf_crop_and_resize");
      if (axis.to() == axis.from() && axis.scale().equals(Fraction.ONE) && !crops) {
        continue;
      }
      if (crops) {
        new NearestElements(axis, transformation, rounding).requireFirmRegion();
      }
      switch (mode) {
        case "nearest" -> {
          int[] indices = new NearestElements(axis, transformation, rounding).indices();
          x =
              crops
                  ? multiplied(x, i, InterpolationMatrix.nearest(axis, transformation, indices))
                  : call.step("nearest", Choice.along(i, IntStream.of(indices)), x);
        }
        case "linear", "bilinear" ->
            x = multiplied(x, i, InterpolationMatrix.linear(axis, transformation));
        case "cubic" -> x = multiplied(x, i, cubic(axis));
        default -> throw new Refusal("has the mode " + Text.clip(mode), "nearest, linear, cubic");
      }
    }
    return List.of(extrapolated(x));
  }

  private Constant cubic(ResizedAxis axis) throws Refusal {
    Fraction a = Fraction.of((double) call.attributes().real("cubic_coeff_a", -0.75f));
    boolean excludes = call.attributes().flag("exclude_outside");
    try {
      return InterpolationMatrix.cubic(axis, transformation, a, excludes);
    } catch (ArithmeticException e) {
      throw new Refusal("interpolates by weights that add up to 0");
    }
  }

  /** The product along one axis: from the right for the last one, else from the left. */
  private Value multiplied(Value x, int axis, Constant matrix) throws Refusal {
    List<Integer> dims = new ArrayList<>(x.shape().dims());
    int to = matrix.shape().dim(0);
    if (axis == dims.size() - 1) {
      Value weights = call.constant("weights", matrix, x.type());
      Value transposed = call.step("weights", new Op.Transpose(List.of(1, 0)), weights);
      return call.step("interpolated", new Op.MatMul(), x, transposed);
    }
    int inner = new Shape(dims.subList(axis + 1, dims.size())).size();
    List<Integer> columns = new ArrayList<>(dims.subList(0, axis + 1));
    columns.add(inner);
    Value source = call.step("columns", new Op.Reshape(new Shape(columns)), x);
    Value weights = call.constant("weights", matrix, x.type());
    Value y = call.step("interpolated", new Op.MatMul(), weights, source);
    dims.set(axis, to);
    return call.step("resized", new Op.Reshape(new Shape(dims)), y);
  }

  /** Adds the extrapolation value to every element that lies off some axis. */
  private Value extrapolated(Value x) throws Refusal {
    float value = call.attributes().real("extrapolation_value", 0);
    if (!transformation.equals("tf_crop_and_resize") || value == 0) {
      return x;
    }
    int[] strides = x.shape().strides();
    double[] added = new double[x.shape().size()];
    for (int k = 0; k < axes.size(); k++) {
      ResizedAxis axis = axes.get(k);
      boolean[] outside = new boolean[axis.to()];
      for (int i = 0; i < outside.length; i++) {
        outside[i] = axis.isOutside(axis.coordinate(transformation, i));
      }
      for (int i = 0; i < added.length; i++) {
        added[i] = outside[i / strides[k] % axis.to()] ? value : added[i];
      }
    }
    Constant constant = Constant.exact(Tensor.ofDoubles(x.shape(), added));
    return call.result(new Op.Add(), x, call.constant("outside", constant, x.type()));
  }
}
