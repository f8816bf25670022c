package ai.faithful.onnx;

import java.util.Map;

/**
 * How to write a model.
 *
 * @param symbolicBatch write the leading extent 1 of inputs and outputs as the symbol "batch", so
 *     that a runtime can run many samples at once
 * @param metadata properties of the model, written in sorted order
 */
public record WriteOptions(boolean symbolicBatch, Map<String, String> metadata) {
  public WriteOptions {
    metadata = Map.copyOf(metadata);
  }

  /** A symbolic batch and no metadata. */
  public static WriteOptions standard() {
    return new WriteOptions(true, Map.of());
  }
}
