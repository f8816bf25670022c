@NullMarked
package ai.faithful.verify.property;

import org.jspecify.annotations.NullMarked;
