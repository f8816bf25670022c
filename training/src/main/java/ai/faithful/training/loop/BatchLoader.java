package ai.faithful.training.loop;

import ai.faithful.training.data.Augmentation;
import ai.faithful.training.data.Dataset;
import ai.faithful.training.data.InputUnits;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Gathers (and changes) the images of the next step on a thread of its own while the present one is
 * computed. What a batch holds depends on the epoch's seed and its number only.
 */
final class BatchLoader implements AutoCloseable {
  private final Dataset data;
  private final int[] order;
  private final int batch;
  private final Augmentation augmentation;
  private final float[] black;
  private final long seed;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread loader = new Thread(task, "batch-loader");
            loader.setDaemon(true);
            return loader;
          });
  private int next;
  private CompletableFuture<Loaded> ahead;

  /**
   * One step's images on the Java side.
   *
   * @param images [N, features], flat
   * @param labels of each
   * @param from position of the first in the epoch
   */
  @SuppressWarnings("ArrayRecordComponent") // lives for a step
  record Loaded(float[] images, int[] labels, int from) {}

  /** An epoch over {@code data} in the given order. */
  BatchLoader(Dataset data, int[] order, int batch, Augmentation augmentation, long seed) {
    this.data = data;
    this.order = order;
    this.batch = batch;
    this.augmentation = augmentation;
    this.black = black(data);
    this.seed = seed;
    this.ahead = start();
  }

  private static float[] black(Dataset data) {
    float[] black = new float[InputUnits.channels(data.sampleShape())];
    for (int c = 0; c < black.length; c++) {
      black[c] = (float) data.units().of(data.units().least(), c);
    }
    return black;
  }

  boolean hasNext() {
    return next < order.length;
  }

  Loaded next() {
    Loaded loaded = ahead.join();
    next += batch;
    if (hasNext()) {
      ahead = start();
    }
    return loaded;
  }

  private CompletableFuture<Loaded> start() {
    int from = next;
    return CompletableFuture.supplyAsync(() -> load(from), thread);
  }

  private Loaded load(int from) {
    int count = Math.min(batch, order.length - from);
    int features = data.sampleShape().size();
    float[] images = new float[count * features];
    int[] labels = new int[count];
    SplittableRandom random = new SplittableRandom(seed * 1_000_003L + from);
    for (int i = 0; i < count; i++) {
      int index = order[from + i];
      labels[i] = data.labels()[index];
      augmentation.apply(
          data.images()[index], data.sampleShape(), black, random, images, i * features);
    }
    return new Loaded(images, labels, from);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
