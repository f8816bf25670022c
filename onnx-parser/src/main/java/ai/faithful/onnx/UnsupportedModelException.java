package ai.faithful.onnx;

import java.nio.file.Path;
import java.util.List;

/** UNSUPPORTED: good ONNX that cannot be handled exactly here; names every offending node. */
public final class UnsupportedModelException extends ModelException {
  private final transient List<String> problems;

  UnsupportedModelException(Path file, List<String> problems) {
    super("UNSUPPORTED", file, "not supported: " + Problems.join(problems));
    this.problems = List.copyOf(problems);
  }

  /** One entry per offending node, input, output or tensor. */
  public List<String> problems() {
    return problems;
  }
}
