package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Precision;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A step back through an activation by fixed lines, with what rows pay there, outside of the engine
 * (see {@link RowKernel}): what {@link ActivationStep} and {@link Payments} do by operations on
 * arrays. No tape can follow it.
 */
final class HostActivation {
  private HostActivation() {}

  /** Whether a pass may take its steps here. */
  static boolean serves(BackwardPass pass) {
    Relaxation relaxation = pass.relaxation();
    return relaxation.isHosted()
        && pass.trace() == null
        && !pass.slopes().chosen()
        && (relaxation.whole() == null || relaxation.sameFormat() != null);
  }

  static Map<Integer, Coefficients> pull(BackwardPass pass, Site site, Coefficients from) {
    String name = site.node().name();
    Relaxation relaxation = pass.relaxation();
    Payments payments = pass.payments();
    HostLines lines =
        relaxation.host().lines(site, payments.isDueAtToll(name), payments.isDueAtStop(name));
    Support support = relaxation.support(name);
    try (Scope scope = new Scope()) {
      NDArray pulled = pull(pass, lines, support, from);
      return Map.of(0, new Coefficients(scope.keep(pulled), support));
    }
  }

  private static NDArray pull(
      BackwardPass pass, HostLines lines, @Nullable Support support, Coefficients from) {
    Relaxation relaxation = pass.relaxation();
    Network network = relaxation.network();
    Precision precision = network.precision();
    int regions = (int) relaxation.regions();
    int rows = (int) pass.rows();
    int size = lines.size();
    int width = support == null ? size : (int) support.size();
    Shape shape =
        support == null ? from.array().getShape() : new Shape((long) regions * rows, width);
    NDArray result = network.manager().create(shape, precision.type());
    ByteBuffer in = from.array().toByteBuffer(true);
    ByteBuffer out = result.toByteBuffer(true);
    RowKernel kernel = RowKernel.of(precision, size);
    double[] positive = lines.positiveWeight();
    double[] negative = lines.negativeWeight();
    double[] constants = new double[regions * rows];
    double[] paid = lines.slack();
    double[] slack = new double[paid == null ? 0 : regions * rows];
    for (int b = 0; b < regions; b++) {
      int region = relaxation.numberOf(b);
      int first = region * size;
      int[] elements = support == null ? null : support.elements(b);
      kernel.slopes(lines.lowerSlope(), lines.upperSlope(), first, elements, width);
      if (positive != null && negative != null) {
        kernel.weights(positive, negative, first, elements, width);
      }
      for (int i = b * rows; i < (b + 1) * rows; i++) {
        if (elements != null && from.support() == null) {
          kernel.read(in, i * size, size, elements);
        } else {
          kernel.read(in, i * width, width);
        }
        if (positive != null) {
          constants[i] = kernel.weighed();
        }
        if (paid != null) {
          slack[i] = paid[region];
        }
        kernel.write(out, i * width);
      }
    }
    if (positive != null) {
      pass.totals().add(constants);
    }
    if (paid != null) {
      pass.totals().addSlack(slack);
    }
    return result;
  }
}
