/**
 * Students: plain knowledge distillation and faithful distillation, which is trained on the bound
 * that is certified (THEORY 8).
 */
@NullMarked
package ai.faithful.training.distill;

import org.jspecify.annotations.NullMarked;
