/** From a trained graph to an ONNX file that is checked by reading it back, and its model card. */
@NullMarked
package ai.faithful.training.export;

import org.jspecify.annotations.NullMarked;
