package ai.faithful.verify.benchmark;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** The first images of MNIST's test files in a folder, or of a CIFAR-10 batch in a file. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Images(float[][] x, int[] labels) {
  static Images of(Path data, int count) throws IOException {
    Images images = new Images(new float[count][], new int[count]);
    if (Files.isDirectory(data)) {
      try (DataInputStream pixels = open(data.resolve("t10k-images-idx3-ubyte.gz"));
          DataInputStream labels = open(data.resolve("t10k-labels-idx1-ubyte.gz"))) {
        pixels.skipNBytes(16);
        labels.skipNBytes(8);
        for (int i = 0; i < count; i++) {
          images.x[i] = scaled(pixels, 784);
          images.labels[i] = labels.readUnsignedByte();
        }
      }
    } else {
      try (InputStream file = Files.newInputStream(data);
          DataInputStream records = new DataInputStream(file)) {
        for (int i = 0; i < count; i++) {
          images.labels[i] = records.readUnsignedByte();
          images.x[i] = scaled(records, 3072);
        }
      }
    }
    return images;
  }

  private static DataInputStream open(Path file) throws IOException {
    return new DataInputStream(new GZIPInputStream(Files.newInputStream(file), 1 << 16));
  }

  private static float[] scaled(DataInputStream bytes, int size) throws IOException {
    byte[] read = new byte[size];
    bytes.readFully(read);
    float[] x = new float[size];
    for (int k = 0; k < size; k++) {
      x[k] = (read[k] & 0xff) / 255f;
    }
    return x;
  }
}
