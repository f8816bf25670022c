/** Teachers: standard, adversarial (PGD) and interval-bound training. */
@NullMarked
package ai.faithful.training.robust;

import org.jspecify.annotations.NullMarked;
