package ai.faithful.cli;

import ai.faithful.onnx.ModelException;
import ai.faithful.onnx.OnnxModel;
import ai.faithful.onnx.OnnxReader;
import ai.faithful.onnx.op.Selection;
import java.nio.file.Files;
import java.nio.file.Path;

/** Model files named on the command line. */
final class ModelFile {
  private ModelFile() {}

  /**
   * Reads a model.
   *
   * @throws CliException if there is no such file: the command line is wrong, not the model
   * @throws ModelException if the file is not a model that can be handled
   */
  static OnnxModel read(Path file) throws ModelException {
    return read(file, Selection.everything());
  }

  /** As {@link #read(Path)}, of what is chosen. */
  static OnnxModel read(Path file, Selection selection) throws ModelException {
    check(file);
    return OnnxReader.read(file, selection);
  }

  /**
   * Checks that a model file is there.
   *
   * @throws CliException if not
   */
  static void check(Path file) {
    if (!Files.exists(file)) {
      throw CliException.missing("there is no model file " + file);
    }
    if (Files.isDirectory(file)) {
      throw CliException.missing(file + " is a folder, not a model file");
    }
  }
}
