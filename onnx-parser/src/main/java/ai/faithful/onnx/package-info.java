/** ONNX files in and out: the reader, the writer and their typed errors. Protobuf ends here. */
@NullMarked
package ai.faithful.onnx;

import org.jspecify.annotations.NullMarked;
