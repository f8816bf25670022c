package ai.faithful.training.data;

import ai.faithful.ir.Shape;
import ai.faithful.training.data.DataException.Code;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * CIFAR-10 in its official binary layout: records of one label byte and 3072 pixel bytes, the red
 * plane first, then green and blue, each row by row. Training reads {@code data_batch_1..5.bin},
 * testing {@code test_batch.bin}. Batches that are missing are left out, and the data set's name
 * says which ones were read. A pixel is byte / 255 in float32.
 */
final class Cifar10 {
  static final String NAME = "cifar10";

  /** The folder that the official archive unpacks to. */
  static final String FOLDER = "cifar-10-batches-bin";

  static final int BATCHES = 5;
  static final String TEST = "test_batch.bin";

  /** The first test images only; read where the whole file is not there. */
  private static final String TEST_PART = "test_batch_first1000.bin";

  private static final int PIXELS = 3 * 32 * 32;
  private static final int CLASSES = 10;
  private static final long LARGEST = 1L << 30;

  private Cifar10() {}

  static String batch(int number) {
    return "data_batch_" + number + ".bin";
  }

  static Dataset load(Path dataDir, Split split) throws DataException {
    if (!Files.isDirectory(dataDir)) {
      throw new DataException(
          Code.MISSING_FILE,
          dataDir + ": no such directory; give the one that holds " + NAME + " by --data-dir");
    }
    return split == Split.TRAIN ? training(dataDir) : testing(dataDir);
  }

  private static Dataset training(Path dataDir) throws DataException {
    List<Integer> found = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    for (int number = 1; number <= BATCHES; number++) {
      Path file = find(dataDir, batch(number));
      if (Files.isRegularFile(file)) {
        found.add(number);
        files.add(file);
      }
    }
    if (files.isEmpty()) {
      throw missing(dataDir, "none of data_batch_1.bin to data_batch_5.bin");
    }
    String which = found.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return read(found.size() == BATCHES ? NAME : NAME + " (batches " + which + ")", files);
  }

  private static Dataset testing(Path dataDir) throws DataException {
    Path whole = find(dataDir, TEST);
    if (Files.isRegularFile(whole)) {
      return read(NAME, List.of(whole));
    }
    Path part = find(dataDir, TEST_PART);
    if (Files.isRegularFile(part)) {
      return read(NAME + " (first 1000 test images)", List.of(part));
    }
    throw missing(dataDir, "neither " + TEST + " nor " + TEST_PART);
  }

  /** Where a file lies; a path that does not exist if it lies nowhere. */
  static Path find(Path dataDir, String file) {
    for (Path folder :
        List.of(
            dataDir.resolve(NAME).resolve(FOLDER),
            dataDir.resolve(FOLDER),
            dataDir.resolve(NAME))) {
      if (Files.isRegularFile(folder.resolve(file))) {
        return folder.resolve(file);
      }
    }
    return dataDir.resolve(file);
  }

  private static Dataset read(String name, List<Path> files) throws DataException {
    List<float[]> images = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (Path file : files) {
      read(file, images, labels);
    }
    return new Dataset(
        name,
        images.toArray(new float[0][]),
        labels.stream().mapToInt(Integer::intValue).toArray(),
        Shape.of(3, 32, 32),
        CLASSES);
  }

  private static void read(Path file, List<float[]> images, List<Integer> labels)
      throws DataException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      long size = Files.size(file);
      if (size == 0 || size % (PIXELS + 1) != 0 || size > LARGEST) {
        throw new DataException(
            Code.WRONG_CONTENT,
            file
                + ": "
                + size
                + " bytes are no whole number of CIFAR-10 records (3073 bytes each); take the"
                + " files of the binary version of CIFAR-10");
      }
      for (long i = 0; i < size / (PIXELS + 1); i++) {
        byte[] record = in.readNBytes(PIXELS + 1);
        if (record.length < PIXELS + 1) {
          throw new DataException(Code.TRUNCATED, file + ": ends within record " + i);
        }
        if ((record[0] & 0xff) >= CLASSES) {
          throw new DataException(
              Code.WRONG_CONTENT,
              file + ": label " + (record[0] & 0xff) + " of record " + i + " is outside 0..9");
        }
        float[] image = new float[PIXELS];
        for (int p = 0; p < PIXELS; p++) {
          image[p] = (record[p + 1] & 0xff) / 255f;
        }
        images.add(image);
        labels.add((int) record[0]);
      }
    } catch (IOException e) {
      throw new DataException(
          Code.UNREADABLE, file + ": cannot be read (" + e.getMessage() + "); check the file", e);
    }
  }

  private static DataException missing(Path dataDir, String what) {
    return new DataException(
        Code.MISSING_FILE,
        dataDir
            + ": has "
            + what
            + ", in "
            + NAME
            + "/"
            + FOLDER
            + ", "
            + FOLDER
            + " or itself; 'faithful data fetch "
            + NAME
            + "' gets them");
  }
}
