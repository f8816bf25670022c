package ai.faithful.verify.rule;

import org.jspecify.annotations.Nullable;

/**
 * What can be chosen at an operator of several operands. A side without a choice keeps the plane of
 * {@link PlaneRule#planes}.
 *
 * @param lower the choice below it, null if there is none
 * @param upper the choice above it, null if there is none
 */
public record AdjustablePlanes(@Nullable AdjustablePlane lower, @Nullable AdjustablePlane upper) {
  /** No choice. */
  public static final AdjustablePlanes NONE = new AdjustablePlanes(null, null);
}
