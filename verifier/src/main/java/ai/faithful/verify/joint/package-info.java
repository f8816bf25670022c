/** Teacher and student as one graph, so that what they share cancels (THEORY 4). */
@NullMarked
package ai.faithful.verify.joint;

import org.jspecify.annotations.NullMarked;
