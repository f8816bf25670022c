/**
 * What is asked of two networks over a region: how far their softmax confidences can differ, and
 * whether they can disagree (THEORY 3 and 4). Per image, in plain doubles, every result rounded
 * outward so that it holds in real arithmetic.
 */
@NullMarked
package ai.faithful.verify.property;

import org.jspecify.annotations.NullMarked;
