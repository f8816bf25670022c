package ai.faithful.training.loop;

import ai.faithful.training.TrainingException;
import ai.faithful.training.TrainingException.Code;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * All that a run needs to go on after an epoch. Random numbers need no entry: each epoch draws from
 * a generator seeded by the run's seed and the epoch's number.
 *
 * <p>As a file: the text "FAITHCK2", then settings, epoch, steps, six named groups of float32
 * arrays and the best loss in Java's DataOutput encoding, then the CRC-32 of all before it.
 *
 * @param settings what the run was asked for; a run with other settings must not resume from it
 * @param epoch epochs done
 * @param steps optimiser steps done
 * @param weights by name
 * @param mean Adam's first moments
 * @param square Adam's second moments
 * @param average of the weights, if the run keeps one
 * @param objective what the objective itself has learnt, under one name
 * @param best weights of the best epoch so far, if the run looks for it
 * @param bestLoss theirs on the held-out images, infinite if there are none
 * @param bestEpoch theirs
 */
record Checkpoint(
    String settings,
    int epoch,
    long steps,
    Map<String, float[]> weights,
    Map<String, float[]> mean,
    Map<String, float[]> square,
    Map<String, float[]> average,
    Map<String, float[]> objective,
    Map<String, float[]> best,
    double bestLoss,
    int bestEpoch) {
  private static final byte[] MAGIC = {'F', 'A', 'I', 'T', 'H', 'C', 'K', '2'};

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(MAGIC);
      out.writeUTF(settings);
      out.writeInt(epoch);
      out.writeLong(steps);
      writeGroup(out, weights);
      writeGroup(out, mean);
      writeGroup(out, square);
      writeGroup(out, average);
      writeGroup(out, objective);
      writeGroup(out, best);
      out.writeDouble(bestLoss);
      out.writeInt(bestEpoch);
      CRC32 crc = new CRC32();
      crc.update(bytes.toByteArray());
      out.writeLong(crc.getValue());
    } catch (IOException e) {
      throw new AssertionError("memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a file.
   *
   * @throws TrainingException naming the file, if it is not a whole checkpoint
   */
  static Checkpoint read(Path file) throws TrainingException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw damaged(file, "cannot be read: " + e.getMessage(), e);
    }
    int body = bytes.length - Long.BYTES;
    if (body < MAGIC.length) {
      throw damaged(file, "too short", null);
    }
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, body);
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (!java.util.Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
        throw damaged(file, "not a checkpoint of this program", null);
      }
      DataInputStream sum = new DataInputStream(new ByteArrayInputStream(bytes, body, Long.BYTES));
      if (sum.readLong() != crc.getValue()) {
        throw damaged(file, "its checksum does not match", null);
      }
      return new Checkpoint(
          in.readUTF(),
          in.readInt(),
          in.readLong(),
          readGroup(in),
          readGroup(in),
          readGroup(in),
          readGroup(in),
          readGroup(in),
          readGroup(in),
          in.readDouble(),
          in.readInt());
    } catch (IOException e) {
      throw damaged(file, "ends too early", e);
    }
  }

  private static TrainingException damaged(
      Path file, String why, @org.jspecify.annotations.Nullable Throwable cause) {
    String message =
        file + ": damaged checkpoint (" + why + "); delete it to resume from the one before";
    return cause == null
        ? new TrainingException(Code.CHECKPOINT_UNREADABLE, message)
        : new TrainingException(Code.CHECKPOINT_UNREADABLE, message, cause);
  }

  private static void writeGroup(DataOutputStream out, Map<String, float[]> group)
      throws IOException {
    out.writeInt(group.size());
    for (Map.Entry<String, float[]> entry : group.entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeInt(entry.getValue().length);
      for (float element : entry.getValue()) {
        out.writeFloat(element);
      }
    }
  }

  private static Map<String, float[]> readGroup(DataInputStream in) throws IOException {
    Map<String, float[]> group = new LinkedHashMap<>();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      String name = in.readUTF();
      float[] elements = new float[in.readInt()]; // trusted: the checksum matched
      for (int j = 0; j < elements.length; j++) {
        elements[j] = in.readFloat();
      }
      group.put(name, elements);
    }
    return group;
  }
}
