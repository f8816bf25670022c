package ai.faithful.training.data;

import ai.faithful.ir.Shape;
import ai.faithful.training.data.DataException.Code;
import ai.faithful.training.data.Reading.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** Data sets in files of any origin, told apart by what they are and how they are called. */
final class FileData {
  private FileData() {}

  /** Whether a name given for a data set is rather a file's. */
  static boolean isFile(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!name.isBlank() && Files.exists(Path.of(name))) {
      return true;
    }
    return name.contains("/")
        || name.contains("\\")
        || lower.endsWith(".npz")
        || lower.endsWith(".npy")
        || lower.endsWith(".csv")
        || lower.endsWith(".tsv");
  }

  static Dataset load(Path file, Split split, Reading reading) throws DataException {
    RawData raw = raw(file, split, reading);
    int[] dims = Arrays.copyOfRange(raw.dims(), 1, raw.dims().length);
    boolean last =
        dims.length == 3
            && reading.layout() != Layout.FLAT
            && (raw.channelsLast() || reading.layout() == Layout.NHWC);
    if (reading.layout() == Layout.NHWC && dims.length != 3) {
      throw new DataException(
          Code.WRONG_CONTENT,
          file + ": --layout nhwc, but samples are " + RawData.words(dims) + ", not HxWxC");
    }
    int[] shape = last ? new int[] {dims[2], dims[0], dims[1]} : dims;
    int size = (int) RawData.size(dims);
    int channels = last ? dims[2] : 1;
    Normalisation normalisation =
        Normalisation.of(file.toString(), Shape.of(shape), reading.mean(), reading.deviation());
    float[][] images = new float[raw.dims()[0]][size];
    for (int i = 0; i < images.length; i++) {
      for (int e = 0; e < size; e++) {
        int stored = last ? e % (size / channels) * channels + e / (size / channels) : e;
        double value = raw.elements().at(i * size + stored);
        double scaled =
            reading.scale().isPresent() ? value * reading.scale().get() : value / raw.unit();
        images[i][e] = normalisation.apply(scaled, e);
        if (!Float.isFinite(images[i][e])) {
          throw new DataException(
              Code.WRONG_CONTENT,
              raw.source()
                  + (": element " + stored + " of sample " + i + " is " + value)
                  + "; take it out or mend it");
        }
      }
    }
    int classes = Math.max(2, Arrays.stream(raw.labels()).max().orElse(0) + 1);
    String name = String.valueOf(file.toAbsolutePath().normalize().getFileName());
    return new Dataset(name, images, raw.labels(), Shape.of(shape), classes, normalisation.units());
  }

  private static RawData raw(Path file, Split split, Reading reading) throws DataException {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (Files.isDirectory(file)) {
      try {
        return TensorFolder.fits(file) ? TensorFolder.read(file) : PngFolder.read(file);
      } catch (IOException e) {
        throw new DataException(
            Code.UNREADABLE, file + ": cannot be read (" + e.getMessage() + ")", e);
      }
    }
    if (!Files.isRegularFile(file)) {
      throw new DataException(
          Code.MISSING_FILE,
          file + ": no such file or folder; --data takes a name or .npz, .npy, .csv, or a folder");
    }
    if (name.endsWith(".npz")) {
      return NpyFiles.archive(file, split);
    }
    if (name.endsWith(".npy")) {
      return NpyFiles.pair(file, reading.labels());
    }
    if (name.endsWith(".csv") || name.endsWith(".tsv")) {
      return CsvTable.read(file, reading.labelColumn());
    }
    throw new DataException(
        Code.WRONG_CONTENT,
        file + ": of no kind that is read (.npz, .npy, .csv, a folder of images or ONNX tensors)");
  }
}
