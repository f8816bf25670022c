package ai.faithful.ir;

import java.util.Optional;

/**
 * A known tensor, or an enclosure of one: the true element i lies within {@code value[i] ±
 * radius[i]}.
 *
 * <p>What a file stores is exact and has no radius. What a pass computes from it (a folded batch
 * normalisation, say) is rounded, and says by how much at most, so that a bound on the rewritten
 * graph still holds for the file's own real-number meaning (THEORY 7).
 *
 * @param value the elements
 * @param radius the largest absolute error of each element, none if exact; same shape as {@code
 *     value}, every element finite and at least 0
 */
public record Constant(Tensor value, Optional<Tensor> radius) {
  public Constant {
    radius.ifPresent(
        r -> {
          if (!r.shape().equals(value.shape())) {
            throw new IllegalArgumentException(
                "radius " + r.shape() + " does not fit value " + value.shape());
          }
        });
  }

  public static Constant exact(Tensor value) {
    return new Constant(value, Optional.empty());
  }

  public Shape shape() {
    return value.shape();
  }

  public boolean isExact() {
    return radius.isEmpty();
  }
}
