package ai.faithful.verify.bound;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A share of the work on a batch: rows [from, to) of each of some regions, in one pass.
 *
 * @param regions indices in the batch
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Portion(int[] regions, int from, int to) {
  /** Passes of fewer numbers are not worth their calls, however much of them is padding. */
  private static final long SMALL = 1L << 15;

  int rows() {
    return to - from;
  }

  /**
   * Shares out the rows of all regions, alike ones together, as a pass has as many rows for each of
   * its regions as for the one with the most.
   *
   * @param rows of each region
   * @param widths numbers that one row of each region takes
   * @param budget the most numbers of a portion, exceeded only by single rows
   * @param crew how many portions there should be at least, if they are not small
   */
  static List<Portion> of(int[] rows, long[] widths, long budget, int crew) {
    List<Integer> order =
        IntStream.range(0, rows.length)
            .filter(b -> rows[b] > 0)
            .boxed()
            .sorted(Comparator.comparingLong((Integer b) -> -rows[b] * widths[b]))
            .toList();
    long total = order.stream().mapToLong(b -> rows[b] * widths[b]).sum();
    long limit = Math.min(budget, Math.max(SMALL, total / crew + 1));
    List<Portion> portions = new ArrayList<>();
    int at = 0;
    while (at < order.size()) {
      int end = at;
      int most = 0;
      long widest = 0;
      long useful = 0;
      while (end < order.size()) {
        int b = order.get(end);
        int newMost = Math.max(most, rows[b]);
        long newWidest = Math.max(widest, widths[b]);
        long padded = (end - at + 1L) * newMost * newWidest;
        useful += rows[b] * widths[b];
        if (end > at && (padded > limit || (padded > SMALL && padded > 2 * useful))) {
          break;
        }
        most = newMost;
        widest = newWidest;
        end++;
      }
      int[] regions = order.subList(at, end).stream().mapToInt(b -> b).toArray();
      int chunk = (int) Math.max(1, Math.min(most, limit / (regions.length * widest)));
      int chunks = (most + chunk - 1) / chunk;
      for (int i = 0; i < chunks; i++) {
        int from = (int) ((long) most * i / chunks);
        int to = (int) ((long) most * (i + 1) / chunks);
        portions.add(new Portion(regions, from, to));
      }
      at = end;
    }
    return portions;
  }
}
