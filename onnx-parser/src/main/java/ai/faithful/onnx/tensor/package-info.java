/** Element types and tensors of the ONNX wire format, decoded to exact values and back. */
@NullMarked
package ai.faithful.onnx.tensor;

import org.jspecify.annotations.NullMarked;
