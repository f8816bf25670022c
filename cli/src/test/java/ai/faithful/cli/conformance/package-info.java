/** The conformance cases of ONNX, and the table of operators that they support. */
@NullMarked
package ai.faithful.cli.conformance;

import org.jspecify.annotations.NullMarked;
