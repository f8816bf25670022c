/**
 * Rewrites of graphs, one per file. Each keeps the exact real-number meaning: where constants are
 * computed in floating point, the new constant says by how much it may be off.
 */
@NullMarked
package ai.faithful.ir.pass;

import org.jspecify.annotations.NullMarked;
