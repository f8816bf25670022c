/**
 * The internal representation: immutable records for shapes, tensors, operators and graphs. Needs
 * nothing but the JDK.
 *
 * <p>A value is a tensor of reals for <em>one</em> sample, in the shape that the model declares (a
 * symbolic batch axis is 1). Operators have the semantics of exact real arithmetic; what a
 * machine's rounding adds is the business of whoever computes with them.
 */
@NullMarked
package ai.faithful.ir;

import org.jspecify.annotations.NullMarked;
