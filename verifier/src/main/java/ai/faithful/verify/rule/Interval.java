package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;

/**
 * Bounds on each element of a value.
 *
 * @param lower lower ends
 * @param upper upper ends, the same shape and type
 */
public record Interval(NDArray lower, NDArray upper) {}
