package ai.faithful.verify.curve;

/** A point (z, value) that a line has to stay below. */
record Vertex(double z, double value) {}
