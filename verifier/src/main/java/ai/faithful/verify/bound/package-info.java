/**
 * Sound bounds on a network over boxes of inputs: interval arithmetic and linear bound propagation
 * (THEORY 5), batched over regions, with every rounding accounted for (THEORY 7).
 *
 * <p>B is the number of regions (images), R the number of rows bounded for each. Arrays of a
 * backward pass have {@code B R} in front, region-major.
 */
@NullMarked
package ai.faithful.verify.bound;

import org.jspecify.annotations.NullMarked;
