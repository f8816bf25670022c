@NullMarked
package ai.faithful.verify.runtime;

import org.jspecify.annotations.NullMarked;
