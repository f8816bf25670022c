package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the copies of each slab of an axis are, and their sums: the transpose of choosing slabs by
 * index.
 *
 * <p>The engine has no scattered addition. Each slab gathers its copies instead, filled up with a
 * slab of zeros; slabs are taken together by the power of two that their copies fit, so that at
 * most half of what is gathered are zeros.
 */
final class Copies {
  private final int[] counts;
  private final int[] starts;
  private final long[] places;

  Copies(long[] indices, int extent) {
    counts = new int[extent];
    for (long index : indices) {
      counts[(int) index]++;
    }
    starts = new int[extent + 1];
    for (int i = 0; i < extent; i++) {
      starts[i + 1] = starts[i] + counts[i];
    }
    places = new long[indices.length];
    int[] next = starts.clone();
    for (int i = 0; i < indices.length; i++) {
      places[next[(int) indices[i]]++] = i;
    }
  }

  /** The number of copies of the most copied slab. */
  int most() {
    return Arrays.stream(counts).max().orElse(0);
  }

  /** For each slab of the source, the sum of its copies among the slabs of an axis of a. */
  NDArray sum(NDArray a, int axis) {
    boolean fills = Arrays.stream(counts).anyMatch(count -> Integer.bitCount(count) != 1);
    NDArray withZero = fills ? Slabs.padded(a, axis, 0, 1, 0) : a;
    NDList parts = new NDList();
    long[] order = new long[counts.length];
    int done = 0;
    for (int most = 0; done < counts.length; most = Math.max(1, 2 * most)) {
      List<Integer> members = new ArrayList<>();
      for (int slab = 0; slab < counts.length; slab++) {
        if ((counts[slab] <= most && counts[slab] > most / 2) || counts[slab] == most) {
          order[slab] = (long) done + members.size();
          members.add(slab);
        }
      }
      if (!members.isEmpty()) {
        parts.add(part(withZero, axis, members, Math.max(1, most)));
        done += members.size();
      }
    }
    NDArray joined = parts.size() == 1 ? parts.get(0) : NDArrays.concat(parts, axis);
    return parts.size() == 1 ? joined : Slabs.chosen(joined, axis, order);
  }

  private NDArray part(NDArray withZero, int axis, List<Integer> members, int most) {
    long[] gathered = new long[members.size() * most];
    Arrays.fill(gathered, places.length);
    for (int i = 0; i < members.size(); i++) {
      int slab = members.get(i);
      for (int copy = 0; copy < counts[slab]; copy++) {
        gathered[i * most + copy] = places[starts[slab] + copy];
      }
    }
    NDArray chosen = Slabs.chosen(withZero, axis, gathered);
    if (most == 1) {
      return chosen;
    }
    long[] dims = withZero.getShape().getShape();
    long[] split = new long[dims.length + 1];
    System.arraycopy(dims, 0, split, 0, axis);
    System.arraycopy(dims, axis + 1, split, axis + 2, dims.length - axis - 1);
    split[axis] = members.size();
    split[axis + 1] = most;
    return chosen.reshape(split).sum(new int[] {axis + 1});
  }
}
