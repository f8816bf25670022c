/** Searches for inputs that attain a large difference: the lower side of every bracket. */
@NullMarked
package ai.faithful.verify.attack;

import org.jspecify.annotations.NullMarked;
