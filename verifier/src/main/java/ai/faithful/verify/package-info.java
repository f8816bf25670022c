/** Certified brackets on how far two networks can differ over a region. */
@NullMarked
package ai.faithful.verify;

import org.jspecify.annotations.NullMarked;
