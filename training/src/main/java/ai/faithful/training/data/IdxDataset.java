package ai.faithful.training.data;

import ai.faithful.ir.Shape;
import ai.faithful.training.data.DataException.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A data set of four IDX files under their original names, gzipped or not, in {@code DIR/NAME} or
 * in {@code DIR} itself. A pixel is byte / 255 in float32.
 */
final class IdxDataset {
  private static final int SIDE = 28;
  private static final int CLASSES = 10;

  private IdxDataset() {}

  static Dataset load(String name, Path dataDir, Split split) throws DataException {
    String part = split == Split.TRAIN ? "train" : "t10k";
    Path imagesPath = find(name, dataDir, part + "-images", "idx3-ubyte");
    Path labelsPath = find(name, dataDir, part + "-labels", "idx1-ubyte");
    Idx pixels = Idx.read(imagesPath, 3);
    Idx classes = Idx.read(labelsPath, 1);
    int count = pixels.dims()[0];
    if (pixels.dims()[1] != SIDE || pixels.dims()[2] != SIDE || count == 0) {
      throw new DataException(
          Code.WRONG_CONTENT,
          imagesPath
              + ": "
              + count
              + " images of "
              + pixels.dims()[1]
              + "x"
              + pixels.dims()[2]
              + ", not of 28x28; is this the file of another data set?");
    }
    if (classes.dims()[0] != count) {
      throw new DataException(
          Code.WRONG_CONTENT,
          labelsPath
              + ": "
              + classes.dims()[0]
              + " labels for the "
              + count
              + " images of "
              + imagesPath
              + "; take both files from one source");
    }
    return new Dataset(
        name, images(pixels, count), labels(classes, count), Shape.of(1, SIDE, SIDE), CLASSES);
  }

  private static float[][] images(Idx idx, int count) {
    float[][] images = new float[count][SIDE * SIDE];
    byte[] bytes = idx.elements();
    for (int i = 0; i < count; i++) {
      for (int p = 0; p < SIDE * SIDE; p++) {
        images[i][p] = (bytes[i * SIDE * SIDE + p] & 0xff) / 255f;
      }
    }
    return images;
  }

  private static int[] labels(Idx idx, int count) throws DataException {
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = idx.elements()[i] & 0xff;
      if (labels[i] >= CLASSES) {
        throw new DataException(
            Code.WRONG_CONTENT,
            idx.path() + ": label " + labels[i] + " of image " + i + " is outside 0..9");
      }
    }
    return labels;
  }

  private static Path find(String name, Path dataDir, String stem, String suffix)
      throws DataException {
    if (!Files.isDirectory(dataDir)) {
      throw new DataException(
          Code.MISSING_FILE,
          dataDir + ": no such directory; give the one that holds " + name + " by --data-dir");
    }
    List<Path> candidates = new ArrayList<>();
    for (Path folder : List.of(dataDir.resolve(name), dataDir)) {
      // Some tools unpack train-images-idx3-ubyte as train-images.idx3-ubyte.
      for (String file : List.of(stem + "-" + suffix, stem + "." + suffix)) {
        candidates.add(folder.resolve(file + ".gz"));
        candidates.add(folder.resolve(file));
      }
    }
    for (Path candidate : candidates) {
      if (Files.isRegularFile(candidate)) {
        return candidate;
      }
    }
    throw new DataException(
        Code.MISSING_FILE,
        dataDir
            + ": has neither "
            + name
            + "/"
            + stem
            + "-"
            + suffix
            + "[.gz] nor "
            + stem
            + "-"
            + suffix
            + "[.gz]; put the original IDX files of "
            + name
            + " there");
  }
}
