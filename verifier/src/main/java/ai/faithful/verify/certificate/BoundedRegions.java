package ai.faithful.verify.certificate;

import ai.faithful.verify.bound.Box;
import ai.faithful.verify.bound.Concretizer;
import ai.faithful.verify.bound.Method;
import java.util.Map;

/**
 * A batch of regions with what is known of all values of both networks over them.
 *
 * @param inputs the regions, by graph input
 * @param boxes of all values
 * @param method by which that was found, and rows over the regions are to be bounded
 */
record BoundedRegions(Map<String, Concretizer> inputs, Map<String, Box> boxes, Method method) {}
