package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Convolution with a constant kernel, over one to three axes. */
final class ConvRule implements LinearRule {
  @Override
  public Optional<String> refusal(Site site) {
    if (site.isVariable(1)) {
      return Optional.of("has a variable kernel; only a constant one is accepted");
    }
    return site.shape(0).rank() > 5
        ? Optional.of("convolves over more than 3 axes")
        : Optional.empty();
  }

  @Override
  public NDArray apply(Site site, int arg, NDArray x) {
    return convolve(site, x, site.constant(1));
  }

  @Override
  public NDArray applyAbs(Site site, int arg, NDArray x) {
    return convolve(site, x, site.absolute(1));
  }

  @Override
  public @Nullable NDArray applyRadius(Site site, int arg, NDArray x) {
    NDArray radius = site.radius(1);
    return radius == null ? null : convolve(site, x, radius);
  }

  private static NDArray convolve(Site site, NDArray x, NDArray kernel) {
    Op.Conv op = (Op.Conv) site.node().op();
    NDArray y =
        Correlation.of(
            flattened(x, site.shape(0)),
            kernel,
            Correlation.longs(op.padsBegin()),
            Correlation.longs(op.padsEnd()),
            Correlation.longs(op.strides()),
            Correlation.longs(op.dilations()),
            op.group());
    return y.reshape(Broadcasting.batched(x.getShape().get(0), site.shape()));
  }

  @Override
  public NDArray applyTransposed(Site site, int arg, NDArray a) {
    NDArray x =
        TransposedConvolution.of(
            (Op.Conv) site.node().op(),
            site.shape(0),
            site.constant(1),
            flattened(a, site.shape()));
    return x.reshape(Broadcasting.batched(a.getShape().get(0), site.shape(0)));
  }

  @Override
  public int terms(Site site, int arg) {
    Shape w = site.shape(1);
    int taps = w.size() / (w.dim(0) * w.dim(1));
    int group = ((Op.Conv) site.node().op()).group();
    return Math.max(w.dim(1), w.dim(0) / group) * taps;
  }

  /** Merges the batch axis of the pass with the model's own. */
  private static NDArray flattened(NDArray x, Shape shape) {
    Shape sample = new Shape(shape.dims().subList(1, shape.rank()));
    return x.reshape(Broadcasting.batched(x.getShape().get(0) * shape.dim(0), sample));
  }
}
