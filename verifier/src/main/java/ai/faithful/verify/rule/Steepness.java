package ai.faithful.verify.rule;

/**
 * How steep and how high lines are at most.
 *
 * @param slope at least the magnitude of their slopes
 * @param intercept at least the magnitude of their intercepts
 */
public record Steepness(double slope, double intercept) {}
