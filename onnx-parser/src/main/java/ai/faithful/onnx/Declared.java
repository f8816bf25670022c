package ai.faithful.onnx;

import java.util.List;

/**
 * An input or output as the file declares it.
 *
 * @param elementType as ONNX calls it, "float" say
 * @param dims the extents, -1 for a symbolic one
 * @param labels the extents as written: a number, a symbol, or "?" for an unnamed symbolic one
 */
public record Declared(String name, String elementType, List<Long> dims, List<String> labels) {
  public Declared {
    dims = List.copyOf(dims);
    labels = List.copyOf(labels);
  }

  @Override
  public String toString() {
    return name + " " + elementType + "[" + String.join(",", labels) + "]";
  }
}
