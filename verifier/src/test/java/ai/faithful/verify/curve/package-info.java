@NullMarked
package ai.faithful.verify.curve;

import org.jspecify.annotations.NullMarked;
