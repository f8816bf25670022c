/**
 * Arithmetic on constants that encloses the exact result: a midpoint and a rigorous radius, both in
 * double (THEORY 7).
 */
@NullMarked
package ai.faithful.ir.ball;

import org.jspecify.annotations.NullMarked;
