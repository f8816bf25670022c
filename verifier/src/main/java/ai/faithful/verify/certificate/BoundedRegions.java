package ai.faithful.verify.certificate;

import ai.faithful.verify.bound.Box;
import ai.faithful.verify.bound.Concretizer;
import java.util.Map;

/**
 * A batch of regions with what is known of all values of both networks over them.
 *
 * @param inputs the regions, by graph input
 * @param boxes of all values
 * @param trial whether slopes are not to be searched for rows either
 */
record BoundedRegions(Map<String, Concretizer> inputs, Map<String, Box> boxes, boolean trial) {}
