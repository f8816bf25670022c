/**
 * Architectures: from a short description to a graph of the internal representation with seeded
 * initial weights. Training replaces the constants of such a graph and nothing else.
 */
@NullMarked
package ai.faithful.training.model;

import org.jspecify.annotations.NullMarked;
