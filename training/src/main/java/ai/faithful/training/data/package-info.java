/**
 * Data sets: the embedded 8x8 digits, and files that a person has downloaded, by hand or by {@code
 * data fetch}: IDX (MNIST, Fashion-MNIST) and CIFAR-10's binary layout. Images are flat float
 * arrays with elements in [0, 1], channels first. And files of any origin (NumPy, tables, PNG, ONNX
 * tensors), a reader each, whose elements are whatever {@link Reading} makes of them.
 */
@NullMarked
package ai.faithful.training.data;

import org.jspecify.annotations.NullMarked;
