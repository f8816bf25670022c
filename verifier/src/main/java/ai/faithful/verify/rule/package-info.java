/**
 * What the analyses know about each operator, as algebra on NDArrays: a linear operator gives its
 * map, its transpose and its map of magnitudes; an activation gives its function, its derivative
 * and two lines that enclose it; a product of variables gives two planes, and what is left is taken
 * apart into those three before anything is computed. Interval bounds, linear bounds, attack
 * gradients and the differentiable forward pass are all walks over these rules.
 *
 * <p>Every NDArray for a value v of the graph has shape {@code [N, *shape(v)]}, N the batch of the
 * pass.
 */
@NullMarked
package ai.faithful.verify.rule;

import org.jspecify.annotations.NullMarked;
