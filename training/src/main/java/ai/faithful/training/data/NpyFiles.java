package ai.faithful.training.data;

import ai.faithful.training.data.DataException.Code;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/** Samples and labels in NumPy's files: an .npz archive of both, or an .npy file of each. */
final class NpyFiles {
  private static final List<String> SAMPLES = List.of("x", "images", "data");
  private static final List<String> LABELS = List.of("y", "labels", "target");

  private NpyFiles() {}

  /**
   * An archive, with the arrays under one of their usual names.
   *
   * @param split of an archive with both, x_train, y_train, x_test, y_test say, which to take
   */
  static RawData archive(Path file, Split split) throws DataException {
    String half = split.name().toLowerCase(Locale.ROOT);
    List<String> samples = with(SAMPLES, "x_" + half, half + "_images");
    List<String> labels = with(LABELS, "y_" + half, half + "_labels");
    Map<String, Npy> arrays = new HashMap<>();
    boolean archive = false;
    try (ZipInputStream zip =
        new ZipInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        archive = true;
        String name = entry.getName().replaceFirst("\\.npy$", "");
        if (samples.contains(name) || labels.contains(name)) {
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
    if (!archive) {
      throw new DataException(
          Code.WRONG_CONTENT, file + ": is no archive of arrays; write it by numpy.savez");
    }
    return pair(file, named(file, arrays, samples), named(file, arrays, labels));
  }

  private static List<String> with(List<String> names, String... more) {
    return Stream.concat(names.stream(), Arrays.stream(more)).toList();
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
    List<String> usual = with(SAMPLES, "x_train", "train_images", "x_test", "test_images");
    List<String> theirs = with(LABELS, "y_train", "train_labels", "y_test", "test_labels");
    for (int i = 0; i < usual.size(); i++) {
      Path other = samples.resolveSibling(theirs.get(i) + ".npy");
      if (name.equals(usual.get(i) + ".npy") && Files.isRegularFile(other)) {
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
    if (e instanceof NoSuchFileException) {
      return new DataException(Code.MISSING_FILE, file + ": no such file", e);
    }
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
