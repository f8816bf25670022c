package ai.faithful.onnx.op;

/**
 * The nearest element of an axis for each element of its resized copy: by exact coordinates, and,
 * as runtimes do it, by coordinates in single precision. Where the two differ the model is refused,
 * for it would not mean what it computes.
 */
record NearestElements(ResizedAxis axis, String transformation, String rounding) {

  /** The indices along the operand's axis. */
  int[] indices() throws Refusal {
    int[] indices = new int[axis.to()];
    for (int i = 0; i < indices.length; i++) {
      Fraction c = axis.coordinate(transformation, i);
      indices[i] = clamped(round(c));
      if (clamped(round(single(i))) != indices[i] || isNearJump(c, i)) {
        throw new Refusal("the element nearest to " + c.approximate() + " hangs on rounding");
      }
    }
    return indices;
  }

  /**
   * Whether a coordinate that single precision does not hold is so near to a jump that the order of
   * its computation, which differs between runtimes, may decide.
   */
  private boolean isNearJump(Fraction c, int i) throws Refusal {
    if (!transformation.equals("tf_crop_and_resize") || isExact(c, i)) {
      return false;
    }
    return clamped(round(c.minus(margin()))) != clamped(round(c.plus(margin())));
  }

  /**
   * Refuses a region of interest whose elements lie on the axis or off it by rounding alone, and
   * one of an axis that keeps its extent: ONNX Runtime takes all of such an axis.
   */
  void requireFirmRegion() throws Refusal {
    Fraction last = Fraction.of(axis.from() - 1L);
    for (int i = 0; i < axis.to(); i++) {
      Fraction c = axis.coordinate(transformation, i);
      if (axis.scale().equals(Fraction.ONE) && !c.equals(Fraction.of(i))) {
        throw new Refusal("crops an axis that it does not resize", "the whole of such an axis");
      }
      if (!isExact(c, i) && (isNear(c, Fraction.ZERO) || isNear(c, last))) {
        throw new Refusal(
            "whether "
                + c.approximate()
                + " is on an axis of "
                + axis.from()
                + " hangs on rounding");
      }
    }
  }

  private boolean isNear(Fraction c, Fraction edge) {
    return c.minus(edge).compareTo(margin()) < 0 && edge.minus(c).compareTo(margin()) < 0;
  }

  private boolean isExact(Fraction c, int i) {
    return Fraction.of((double) single(i)).equals(c);
  }

  private Fraction margin() {
    return Fraction.of(axis.from()).over(Fraction.of(1L << 18));
  }

  private int clamped(long index) {
    return (int) Math.max(0, Math.min(axis.from() - 1L, index));
  }

  private long round(Fraction c) throws Refusal {
    return switch (rounding) {
      case "round_prefer_floor" -> c.minus(Fraction.HALF).ceil();
      case "round_prefer_ceil" -> c.plus(Fraction.HALF).floor();
      case "floor" -> c.floor();
      case "ceil" -> c.ceil();
      case "simple" -> shrinks() ? c.ceil() : c.floor();
      default ->
          throw new Refusal(
              "has the nearest_mode " + Text.clip(rounding),
              "round_prefer_floor, round_prefer_ceil, floor, ceil");
    };
  }

  private boolean shrinks() {
    return axis.scale().compareTo(Fraction.ONE) < 0;
  }

  private float single(int i) {
    float scale = (float) axis.scale().approximate();
    float centre = (i + 0.5f) / scale;
    float last = axis.from() - 1;
    return switch (transformation) {
      case "asymmetric" -> i / scale;
      case "tf_half_pixel_for_nn" -> centre;
      case "pytorch_half_pixel" -> axis.to() > 1 ? centre - 0.5f : 0;
      case "align_corners" -> axis.to() == 1 ? 0 : i * last / (axis.to() - 1);
      case "half_pixel_symmetric" -> {
        float adjustment = axis.to() / (scale * axis.from());
        yield axis.from() / 2f * (1 - adjustment) + centre - 0.5f;
      }
      case "tf_crop_and_resize" -> {
        float start = (float) axis.start().approximate();
        float end = (float) axis.end().approximate();
        yield axis.to() > 1
            ? start * last + i * (end - start) * last / (axis.to() - 1)
            : 0.5f * (start + end) * last;
      }
      default -> centre - 0.5f;
    };
  }

  private long round(float c) {
    return (long)
        switch (rounding) {
          case "round_prefer_floor" -> Math.ceil(c - 0.5);
          case "round_prefer_ceil" -> Math.floor(c + 0.5);
          case "ceil" -> Math.ceil(c);
          case "simple" -> shrinks() ? Math.ceil(c) : Math.floor(c);
          default -> Math.floor(c);
        };
  }
}
