/**
 * Bounds of margins by the verifier's own rules, differentiable in the weights: what certified
 * training of teachers and of students share. In float32 and without rounding slack: they are
 * trained on, not claimed.
 */
@NullMarked
package ai.faithful.training.bound;

import org.jspecify.annotations.NullMarked;
