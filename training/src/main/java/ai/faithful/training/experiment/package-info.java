/**
 * Experiments: from a description in YAML to a teacher, students by every method, their evaluation
 * and certification, and the comparison of them all, resumable at every step.
 */
@NullMarked
package ai.faithful.training.experiment;

import org.jspecify.annotations.NullMarked;
