/**
 * What a student is worth beside its teacher: accuracy, agreement, divergence and calibration, on
 * clean images and under two attacks (THEORY 2).
 */
@NullMarked
package ai.faithful.training.evaluate;

import org.jspecify.annotations.NullMarked;
