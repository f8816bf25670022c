package ai.faithful.training;

import ai.faithful.training.data.Dataset;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** A fingerprint of the images and labels that a run sees. */
public final class DataDigest {
  private DataDigest() {}

  /** Of training, held-out and test images. */
  public static String of(DataChoice.Loaded loaded) {
    StringBuilder text = new StringBuilder(describe(loaded.training()));
    loaded.heldOut().ifPresent(data -> text.append("; held out ").append(describe(data)));
    return text.append("; test ").append(describe(loaded.test())).toString();
  }

  private static String describe(Dataset data) {
    CRC32C crc = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocate(4 * data.sampleShape().size() + 4);
    for (int i = 0; i < data.size(); i++) {
      buffer.clear();
      buffer.asFloatBuffer().put(data.images()[i]);
      buffer.putInt(4 * data.sampleShape().size(), data.labels()[i]);
      crc.update(buffer.array());
    }
    return data.name() + " " + data.size() + " " + Long.toHexString(crc.getValue());
  }
}
