package ai.faithful.onnx.op;

import ai.faithful.ir.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Reads how each axis is resized from a Resize or Upsample node: by scales or by sizes. */
final class ResizeAxes {
  private final Call call;
  private final Shape x;

  private ResizeAxes(Call call) throws Refusal {
    this.call = call;
    this.x = call.realInput(0).shape();
  }

  /** All axes of input 0 in order. */
  static List<ResizedAxis> of(Call call, boolean upsample) throws Refusal {
    ResizeAxes reader = new ResizeAxes(call);
    if (upsample || call.opset() < 11) {
      return reader.byScales(reader.scales(upsample), Collections.nCopies(reader.x.rank(), null));
    }
    return reader.resize();
  }

  private List<ResizedAxis> resize() throws Refusal {
    List<Integer> axes = new ArrayList<>();
    for (long axis : call.attributes().integers("axes").orElse(allAxes())) {
      axes.add(Call.axis(axis, x.rank()));
    }
    List<Fraction[]> regions = new ArrayList<>(Collections.nCopies(x.rank(), null));
    if (call.attributes()
        .string("coordinate_transformation_mode", "half_pixel")
        .equals("tf_crop_and_resize")) {
      Fraction[] roi = reals(1);
      requireCount(roi.length, 2 * axes.size());
      for (int i = 0; i < axes.size(); i++) {
        regions.set(axes.get(i), new Fraction[] {roi[i], roi[axes.size() + i]});
      }
    }
    if (isGiven(3)) {
      return bySizes(axes, regions);
    }
    if (!isGiven(2)) {
      throw new Refusal("has neither scales nor sizes");
    }
    Fraction[] scales = new Fraction[x.rank()];
    Arrays.fill(scales, Fraction.ONE);
    Fraction[] given = reals(2);
    requireCount(given.length, axes.size());
    for (int i = 0; i < given.length; i++) {
      scales[axes.get(i)] = given[i];
    }
    return byScales(scales, regions);
  }

  private List<ResizedAxis> byScales(Fraction[] scales, List<Fraction[]> regions) throws Refusal {
    requireCount(scales.length, x.rank());
    List<ResizedAxis> axes = new ArrayList<>();
    for (int i = 0; i < scales.length; i++) {
      if (scales[i].compareTo(Fraction.ZERO) <= 0) {
        throw new Refusal("has the scale " + scales[i].approximate());
      }
      Fraction extent = scales[i].times(Fraction.of(x.dim(i)));
      float single = (float) scales[i].approximate() * x.dim(i);
      if (single > Constants.DECLARED_LIMIT || extent.floor() != (long) single) {
        throw new Refusal(
            "the extent " + extent.approximate() + " is too large or hangs on rounding");
      }
      axes.add(axis(i, (int) extent.floor(), scales[i], regions.get(i)));
    }
    return axes;
  }

  private List<ResizedAxis> bySizes(List<Integer> axes, List<Fraction[]> regions) throws Refusal {
    long[] sizes = call.integerInput(3);
    requireCount(sizes.length, axes.size());
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] < 1 || sizes[i] > Constants.DECLARED_LIMIT || x.dim(axes.get(i)) < 1) {
        throw new Refusal("has the size " + sizes[i]);
      }
    }
    String policy = call.attributes().string("keep_aspect_ratio_policy", "stretch");
    Optional<Fraction> common = common(policy, axes, sizes);
    List<ResizedAxis> resized = new ArrayList<>();
    for (int i = 0; i < x.rank(); i++) {
      int given = axes.indexOf(i);
      int to = given < 0 ? x.dim(i) : (int) sizes[given];
      Fraction scale = Fraction.of(to).over(Fraction.of(Math.max(1, x.dim(i))));
      if (given >= 0 && common.isPresent()) {
        scale = common.get();
        to = (int) scale.times(Fraction.of(x.dim(i))).plus(Fraction.HALF).floor();
      }
      resized.add(axis(i, to, scale, regions.get(i)));
    }
    return resized;
  }

  /** The scale that all resized axes share, if they do. */
  private Optional<Fraction> common(String policy, List<Integer> axes, long[] sizes)
      throws Refusal {
    if (policy.equals("stretch") || sizes.length == 0) {
      return Optional.empty();
    }
    boolean smaller = policy.equals("not_larger");
    if (!smaller && !policy.equals("not_smaller")) {
      throw new Refusal("has the keep_aspect_ratio_policy " + Text.clip(policy));
    }
    List<Fraction> scales = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      scales.add(Fraction.of(sizes[i]).over(Fraction.of(x.dim(axes.get(i)))));
    }
    return Optional.of(smaller ? Collections.min(scales) : Collections.max(scales));
  }

  private ResizedAxis axis(int i, int to, Fraction scale, Fraction[] region) throws Refusal {
    if (to < 1 || x.dim(i) < 1) {
      throw new Refusal("resizes axis " + i + " of " + x + " to " + to);
    }
    return region == null
        ? new ResizedAxis(x.dim(i), to, scale, Fraction.ZERO, Fraction.ONE)
        : new ResizedAxis(x.dim(i), to, scale, region[0], region[1]);
  }

  private Fraction[] scales(boolean upsample) throws Refusal {
    if (upsample && call.opset() < 9) {
      List<Float> given =
          call.attributes().reals("scales").orElseThrow(() -> new Refusal("has no scales"));
      return given.stream().map(scale -> Fraction.of((double) scale)).toArray(Fraction[]::new);
    }
    return reals(1);
  }

  private Fraction[] reals(int input) throws Refusal {
    Value.Known known = call.knownInput(input);
    if (!known.type().isReal() || known.shape().rank() != 1 || !known.constant().isExact()) {
      throw new Refusal("input " + input + " is " + known.shape(), "a list of stored numbers");
    }
    Fraction[] out = new Fraction[known.shape().size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = Fraction.of(known.tensor().at(i));
    }
    return out;
  }

  /** Old files pass an empty tensor for what they do not give. */
  private boolean isGiven(int input) {
    Optional<Value> value = call.optionalInput(input);
    return value.isPresent() && value.get().shape().size() > 0;
  }

  private List<Long> allAxes() {
    List<Long> axes = new ArrayList<>();
    for (long i = 0; i < x.rank(); i++) {
      axes.add(i);
    }
    return axes;
  }

  private static void requireCount(int count, int wanted) throws Refusal {
    if (count != wanted) {
      throw new Refusal("has " + count + " scales, sizes or regions", String.valueOf(wanted));
    }
  }
}
