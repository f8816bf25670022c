/**
 * Data sets: the embedded 8x8 digits, and files that a person has downloaded, by hand or by {@code
 * data fetch}: IDX (MNIST, Fashion-MNIST) and CIFAR-10's binary layout. Images are flat float
 * arrays with elements in [0, 1], channels first.
 */
@NullMarked
package ai.faithful.training.data;

import org.jspecify.annotations.NullMarked;
