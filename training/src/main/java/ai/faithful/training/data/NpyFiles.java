package ai.faithful.training.data;

import ai.faithful.training.data.DataException.Code;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/** Samples and labels in NumPy's files: an .npz archive of both, or an .npy file of each. */
final class NpyFiles {
  private static final List<String> SAMPLES =
      List.of("x", "images", "data", "x_test", "test_images");
  private static final List<String> LABELS =
      List.of("y", "labels", "target", "y_test", "test_labels");

  private NpyFiles() {}

  /** An archive, with the arrays under one of their usual names. */
  static RawData archive(Path file) throws DataException {
    Map<String, Npy> arrays = new HashMap<>();
    try (ZipInputStream zip =
        new ZipInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String name = entry.getName().replaceFirst("\\.npy$", "");
        if (SAMPLES.contains(name) || LABELS.contains(name)) {
          arrays.put(name, Npy.read(file, unclosed(zip)));
        }
      }
    } catch (EOFException e) {
      throw new DataException(
          Code.TRUNCATED, file + ": ends within the archive; copy or write it again", e);
    } catch (ZipException e) {
      throw new DataException(
          Code.UNREADABLE,
          file + ": damaged archive (" + e.getMessage() + "); copy or write it again",
          e);
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(file, e);
    }
    return pair(file, named(file, arrays, SAMPLES), named(file, arrays, LABELS));
  }

  private static InputStream unclosed(InputStream zip) {
    return new FilterInputStream(zip) {
      @Override
      public void close() {}
    };
  }

  private static Npy named(Path file, Map<String, Npy> arrays, List<String> names)
      throws DataException {
    for (String name : names) {
      Npy array = arrays.get(name);
      if (array != null) {
        return array;
      }
    }
    throw new DataException(
        Code.WRONG_CONTENT,
        file + ": no array is called " + String.join(", ", names) + "; write it by numpy.savez");
  }

  /**
   * A pair of files.
   *
   * @param labels none to look beside the samples: x.npy has y.npy, images.npy has labels.npy
   */
  static RawData pair(Path samples, Optional<Path> labels) throws DataException {
    Path other = labels.isPresent() ? labels.get() : beside(samples);
    return pair(samples, read(samples), read(other));
  }

  private static Path beside(Path samples) throws DataException {
    String name = String.valueOf(samples.getFileName());
    for (int i = 0; i < SAMPLES.size(); i++) {
      Path other = samples.resolveSibling(LABELS.get(i) + ".npy");
      if (name.equals(SAMPLES.get(i) + ".npy") && Files.isRegularFile(other)) {
        return other;
      }
    }
    throw new DataException(
        Code.MISSING_FILE,
        samples + ": its labels are not beside it; say where they are by --labels");
  }

  private static Npy read(Path file) throws DataException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      return Npy.read(file, in);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static DataException unreadable(Path file, Exception e) {
    return new DataException(
        Code.UNREADABLE, file + ": cannot be read (" + e.getMessage() + "); check the file", e);
  }

  private static RawData pair(Path file, Npy samples, Npy labels) throws DataException {
    int count = (int) RawData.size(labels.dims());
    if (labels.dims().length == 0 || count != labels.dims()[0]) {
      throw new DataException(
          Code.WRONG_CONTENT,
          labels.source()
              + ": the labels are "
              + RawData.words(labels.dims())
              + ", not one number for each sample");
    }
    int[] classes = new int[count];
    for (int i = 0; i < count; i++) {
      classes[i] = RawData.label(labels.source(), i, labels.at(i));
    }
    return RawData.of(file, samples.dims(), samples, classes, samples.unit(), false);
  }
}
