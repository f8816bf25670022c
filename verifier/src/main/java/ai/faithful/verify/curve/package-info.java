/**
 * Functions of one variable in doubles: enclosures of their values and slopes, where they bend
 * which way, and lines that hold in exact arithmetic (THEORY 7). No tensor engine.
 */
@NullMarked
package ai.faithful.verify.curve;

import org.jspecify.annotations.NullMarked;
