package ai.faithful.onnx.op;

import java.util.List;

/** A graph that is broken or not supported, or lacks what was asked for; every problem found. */
public final class LoweringException extends Exception {
  /** What the problems mean. */
  public enum Kind {
    /** The graph is broken. */
    INVALID,
    /** Good ONNX that is not handled here. */
    UNSUPPORTED,
    /** The graph has nothing of a chosen name. */
    UNKNOWN_NAME
  }

  private final Kind kind;
  private final transient List<String> problems;

  LoweringException(Kind kind, List<String> problems) {
    super(String.join("; ", problems));
    this.kind = kind;
    this.problems = List.copyOf(problems);
  }

  public Kind kind() {
    return kind;
  }

  public List<String> problems() {
    return problems;
  }
}
