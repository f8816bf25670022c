/**
 * One file per ONNX operator: its history over the operator sets, its attributes and its lowering
 * to the internal representation. What cannot be lowered exactly is refused.
 */
@NullMarked
package ai.faithful.onnx.op;

import org.jspecify.annotations.NullMarked;
