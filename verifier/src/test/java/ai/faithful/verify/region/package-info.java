@NullMarked
package ai.faithful.verify.region;

import org.jspecify.annotations.NullMarked;
