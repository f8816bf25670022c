package ai.faithful.training.data;

import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.onnx.ModelException;
import ai.faithful.onnx.TensorFile;
import ai.faithful.training.data.DataException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * ONNX tensors as the backend tests have them: {@code input_0.pb} with {@code output_0.pb} or
 * {@code label_0.pb}, in the folder itself or in folders in it ({@code test_data_set_0} and so on).
 * The label is a single number, or the place of the largest of several.
 */
final class TensorFolder {
  private static final String INPUT = "input_0.pb";

  private TensorFolder() {}

  /** Whether a folder is of this kind. */
  static boolean fits(Path folder) throws IOException {
    return !parts(folder).isEmpty();
  }

  private static List<Path> parts(Path folder) throws IOException {
    if (Files.isRegularFile(folder.resolve(INPUT))) {
      return List.of(folder);
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> Files.isRegularFile(f.resolve(INPUT))).sorted().toList();
    }
  }

  static RawData read(Path folder) throws DataException, IOException {
    List<Tensor> samples = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (Path part : parts(folder)) {
      Tensor input = tensor(part.resolve(INPUT));
      Path label = part.resolve("label_0.pb");
      label = Files.isRegularFile(label) ? label : part.resolve("output_0.pb");
      if (!Files.isRegularFile(label)) {
        throw new DataException(
            Code.MISSING_FILE, part + ": has neither label_0.pb nor output_0.pb beside " + INPUT);
      }
      Tensor output = tensor(label);
      int count = samplesIn(input.shape(), output.shape());
      int size = input.size() / Math.max(1, count);
      if (input.size() == 0 || output.size() == 0) {
        throw new DataException(Code.WRONG_CONTENT, part + ": an empty tensor");
      }
      for (int i = 0; i < count; i++) {
        List<Integer> dims = input.shape().dims();
        Shape sample = dims.size() > 1 ? new Shape(dims.subList(1, dims.size())) : input.shape();
        double[] elements = new double[size];
        for (int e = 0; e < size; e++) {
          elements[e] = input.at(i * size + e);
        }
        if (!samples.isEmpty() && !samples.get(0).shape().equals(sample)) {
          throw new DataException(
              Code.WRONG_CONTENT,
              part + ": a sample of " + sample + ", others are " + samples.get(0).shape());
        }
        samples.add(Tensor.ofDoubles(sample, elements));
        labels.add(label(label, samples.size() - 1, output, i, count));
      }
    }
    List<Integer> dims = new ArrayList<>(samples.get(0).shape().dims());
    dims.add(0, samples.size());
    int size = samples.get(0).size();
    return RawData.of(
        folder,
        dims.stream().mapToInt(Integer::intValue).toArray(),
        index -> samples.get(index / size).at(index % size),
        labels.stream().mapToInt(Integer::intValue).toArray(),
        1,
        false);
  }

  /** The leading extent is a batch where input and output share it. */
  private static int samplesIn(Shape input, Shape output) {
    boolean batched = input.rank() > 1 && output.rank() > 0 && input.dim(0) == output.dim(0);
    return batched ? input.dim(0) : 1;
  }

  private static int label(Path file, int sample, Tensor output, int row, int rows)
      throws DataException {
    int width = output.size() / rows;
    if (width == 1) {
      return RawData.label(file, sample, output.at(row));
    }
    int best = 0;
    for (int j = 1; j < width; j++) {
      best = output.at(row * width + j) > output.at(row * width + best) ? j : best;
    }
    return best;
  }

  private static Tensor tensor(Path file) throws DataException {
    try {
      return TensorFile.read(file).tensor();
    } catch (ModelException e) {
      throw new DataException(Code.UNREADABLE, e.getMessage(), e);
    }
  }
}
