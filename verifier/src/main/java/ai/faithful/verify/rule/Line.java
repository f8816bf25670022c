package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * A line on one side of an activation, elementwise: slope z + intercept.
 *
 * @param slope of each element
 * @param intercept its value at 0; null if 0 everywhere
 */
public record Line(NDArray slope, @Nullable NDArray intercept) {}
