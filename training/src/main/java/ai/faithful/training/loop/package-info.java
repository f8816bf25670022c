/**
 * The training loop that teachers and students share: parameters, optimiser, schedule, checkpoints,
 * progress. What is minimised is an {@link ai.faithful.training.loop.Objective}.
 */
@NullMarked
package ai.faithful.training.loop;

import org.jspecify.annotations.NullMarked;
