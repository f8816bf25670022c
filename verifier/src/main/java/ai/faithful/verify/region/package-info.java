/** The sets of inputs that are asked about, rounded outward from the decimals they are given in. */
@NullMarked
package ai.faithful.verify.region;

import org.jspecify.annotations.NullMarked;
