package ai.faithful.training.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.faithful.training.data.Dataset;
import java.util.SplittableRandom;

/** From a data set to arrays. */
public final class Batches {
  private Batches() {}

  /** Images by index, [N, features]. */
  public static NDArray images(Dataset data, int[] indices, NDManager manager) {
    int features = data.sampleShape().size();
    float[] flat = new float[indices.length * features];
    for (int i = 0; i < indices.length; i++) {
      System.arraycopy(data.images()[indices[i]], 0, flat, i * features, features);
    }
    return manager.create(flat, new Shape(indices.length, features));
  }

  /** Labels as [N, classes], 1 at the label. */
  public static NDArray oneHot(int[] labels, int classes, NDManager manager) {
    float[] flat = new float[labels.length * classes];
    for (int i = 0; i < labels.length; i++) {
      flat[i * classes + labels[i]] = 1;
    }
    return manager.create(flat, new Shape(labels.length, classes));
  }

  /** A uniformly random order of 0..size-1. */
  static int[] order(int size, SplittableRandom random) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** Uniform noise in [-1, 1), of the shape given. */
  public static NDArray noise(Shape shape, SplittableRandom random, NDManager manager) {
    float[] noise = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = 2 * random.nextFloat() - 1;
    }
    return manager.create(noise, shape);
  }
}
