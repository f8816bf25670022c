package ai.faithful.onnx.op;

/**
 * How one axis is resized: where each element of the result lies on the axis of the operand.
 *
 * @param from the operand's extent
 * @param to the result's extent
 * @param scale {@code to / from} as the node states it
 * @param start of the region of interest, as a share of the axis (tf_crop_and_resize)
 * @param end of it
 */
record ResizedAxis(int from, int to, Fraction scale, Fraction start, Fraction end) {

  /** The exact coordinate of element i of the result. */
  Fraction coordinate(String mode, int i) throws Refusal {
    Fraction x = Fraction.of(i);
    Fraction centre = x.plus(Fraction.HALF).over(scale);
    return switch (mode) {
      case "asymmetric" -> x.over(scale);
      case "half_pixel" -> centre.minus(Fraction.HALF);
      case "pytorch_half_pixel" -> to > 1 ? centre.minus(Fraction.HALF) : Fraction.ZERO;
      case "tf_half_pixel_for_nn" -> centre;
      case "align_corners" -> {
        if (scale.times(Fraction.of(from)).compareTo(Fraction.of(to)) != 0) {
          // The specification's text counts whole elements, its reference code does not.
          throw new Refusal("aligns the corners of a fractional extent", "sizes");
        }
        yield to == 1 ? Fraction.ZERO : x.times(Fraction.of(from - 1L)).over(Fraction.of(to - 1L));
      }
      case "half_pixel_symmetric" -> {
        Fraction adjustment = Fraction.of(to).over(scale.times(Fraction.of(from)));
        Fraction offset =
            Fraction.of(from).times(Fraction.HALF).times(Fraction.ONE.minus(adjustment));
        yield offset.plus(centre).minus(Fraction.HALF);
      }
      case "tf_crop_and_resize" -> {
        Fraction last = Fraction.of(from - 1L);
        yield to > 1
            ? start
                .times(last)
                .plus(x.times(end.minus(start)).times(last).over(Fraction.of(to - 1L)))
            : start.plus(end).times(Fraction.HALF).times(last);
      }
      default -> throw new Refusal("has the coordinate_transformation_mode " + Text.clip(mode));
    };
  }

  /** Whether a coordinate lies off the axis, where only tf_crop_and_resize extrapolates. */
  boolean isOutside(Fraction c) {
    return c.compareTo(Fraction.ZERO) < 0 || c.compareTo(Fraction.of(from - 1L)) > 0;
  }
}
