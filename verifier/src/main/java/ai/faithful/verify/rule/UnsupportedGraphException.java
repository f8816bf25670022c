package ai.faithful.verify.rule;

import java.util.List;

/** A graph holds nodes that no rule covers; all of them are listed. */
public final class UnsupportedGraphException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> nodes;

  UnsupportedGraphException(String graph, List<String> nodes) {
    super("graph " + graph + " cannot be bounded: " + String.join("; ", nodes));
    this.nodes = List.copyOf(nodes);
  }

  /** A stable code, documented in docs/errors.md. */
  public String code() {
    return "UNSUPPORTED_NODES";
  }

  /** One line for each offending node: name, operator, shapes and what would be accepted. */
  public List<String> nodes() {
    return nodes;
  }
}
