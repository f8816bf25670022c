/**
 * Data sets: the embedded 8x8 digits, and IDX files (MNIST, Fashion-MNIST) that a person has
 * downloaded. Images are flat float arrays with elements in [0, 1].
 */
@NullMarked
package ai.faithful.training.data;

import org.jspecify.annotations.NullMarked;
