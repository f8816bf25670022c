package ai.faithful.onnx.op;

import java.util.List;

/** A graph that is broken or not supported, with every problem found. */
public final class LoweringException extends Exception {
  private final boolean unsupported;
  private final transient List<String> problems;

  LoweringException(boolean unsupported, List<String> problems) {
    super(String.join("; ", problems));
    this.unsupported = unsupported;
    this.problems = List.copyOf(problems);
  }

  /** True if the graph is good ONNX that is not handled here, false if it is broken. */
  public boolean isUnsupported() {
    return unsupported;
  }

  public List<String> problems() {
    return problems;
  }
}
