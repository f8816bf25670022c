package ai.faithful.verify.rule;

import org.jspecify.annotations.Nullable;

/**
 * What can be chosen at an activation. A side without a choice keeps the line of {@link
 * ActivationRule#lines}.
 *
 * @param lower the choice below it, null if there is none
 * @param upper the choice above it, null if there is none
 */
public record AdjustableLines(@Nullable AdjustableLine lower, @Nullable AdjustableLine upper) {
  /** No choice. */
  public static final AdjustableLines NONE = new AdjustableLines(null, null);
}
