/** Trains robust teachers and distils students, as graphs of the internal representation. */
@NullMarked
package ai.faithful.training;

import org.jspecify.annotations.NullMarked;
