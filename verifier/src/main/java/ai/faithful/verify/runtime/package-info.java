/**
 * ONNX Runtime: what the files compute where they are deployed, and the gate that compares it with
 * what is certified.
 */
@NullMarked
package ai.faithful.verify.runtime;

import org.jspecify.annotations.NullMarked;
