/** The reference evaluator: what the internal representation means, in plain Java doubles. */
@NullMarked
package ai.faithful.ir.eval;

import org.jspecify.annotations.NullMarked;
