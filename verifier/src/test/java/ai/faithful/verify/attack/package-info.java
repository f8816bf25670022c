@NullMarked
package ai.faithful.verify.attack;

import org.jspecify.annotations.NullMarked;
