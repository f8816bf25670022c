package ai.faithful.training.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Confidence against accuracy in bins of the confidence in the class answered (Guo et al., 2017).
 *
 * @param bins in order of confidence; empty ones are left out
 */
public record Reliability(List<Bin> bins) {
  /** The number of bins. */
  public static final int BINS = 15;

  public Reliability {
    bins = List.copyOf(bins);
  }

  /**
   * One bin.
   *
   * @param count answers in it, at least 1
   * @param confidence their mean confidence
   * @param accuracy share of them that are right
   */
  public record Bin(int count, double confidence, double accuracy) {}

  /** Bins of equal width. */
  static Reliability equalWidth(double[] confidence, boolean[] right) {
    int[] bin = new int[confidence.length];
    for (int i = 0; i < bin.length; i++) {
      // The bins are (0, 1/15], (1/15, 2/15] and so on.
      bin[i] = Math.max(0, Math.min(BINS - 1, (int) Math.ceil(confidence[i] * BINS) - 1));
    }
    return of(confidence, right, bin);
  }

  /** Bins of as nearly equal numbers of answers as there can be. */
  static Reliability equalMass(double[] confidence, boolean[] right) {
    Integer[] order = new Integer[confidence.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble((Integer i) -> confidence[i]));
    int[] bin = new int[confidence.length];
    for (int rank = 0; rank < order.length; rank++) {
      bin[order[rank]] = (int) ((long) rank * BINS / order.length);
    }
    return of(confidence, right, bin);
  }

  private static Reliability of(double[] confidence, boolean[] right, int[] bin) {
    int[] count = new int[BINS];
    double[] sum = new double[BINS];
    int[] rights = new int[BINS];
    for (int i = 0; i < bin.length; i++) {
      count[bin[i]]++;
      sum[bin[i]] += confidence[i];
      rights[bin[i]] += right[i] ? 1 : 0;
    }
    List<Bin> bins = new ArrayList<>();
    for (int b = 0; b < BINS; b++) {
      if (count[b] > 0) {
        bins.add(new Bin(count[b], sum[b] / count[b], (double) rights[b] / count[b]));
      }
    }
    return new Reliability(bins);
  }

  /** The expected calibration error: the mean over all answers of |accuracy - confidence|. */
  public double error() {
    double sum = 0;
    int count = 0;
    for (Bin bin : bins) {
      sum += bin.count() * Math.abs(bin.accuracy() - bin.confidence());
      count += bin.count();
    }
    return count == 0 ? Double.NaN : sum / count;
  }
}
