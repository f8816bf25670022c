package ai.faithful.onnx;

import ai.faithful.ir.Graph;
import ai.faithful.onnx.proto.ModelProto;
import ai.faithful.onnx.proto.OperatorSetIdProto;
import ai.faithful.onnx.proto.StringStringEntryProto;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Writes a graph as an ONNX model: operator set 17, IR version 8, float32 weights. The same graph
 * gives the same bytes.
 */
public final class OnnxWriter {
  static final int OPSET = 17;
  private static final int IR_VERSION = 8;

  /** What files with newer operators than those of {@link #OPSET} need. */
  private static final int NEWER_IR_VERSION = 9;

  private OnnxWriter() {}

  /**
   * Writes the file as a whole or not at all.
   *
   * @throws IOException if the file cannot be written
   * @throws IllegalArgumentException as {@link #toBytes}
   */
  public static void write(Graph graph, Path file, WriteOptions options) throws IOException {
    atomically(file, toBytes(graph, options));
  }

  /**
   * The file's bytes.
   *
   * @throws IllegalArgumentException if a constant is not exact in float32, or a symbolic batch is
   *     asked for and the graph mixes its leading axis with others; the message names them all
   */
  public static byte[] toBytes(Graph graph, WriteOptions options) {
    int opset = GraphEncoder.opset(graph);
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(opset == OPSET ? IR_VERSION : NEWER_IR_VERSION)
            .setProducerName("faithful")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
            .setGraph(GraphEncoder.encode(graph, options.symbolicBatch()));
    new TreeMap<>(options.metadata())
        .forEach(
            (key, value) ->
                model.addMetadataProps(
                    StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return model.build().toByteArray();
  }

  static void atomically(Path file, byte[] bytes) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException(file + " has no parent folder");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException(file + " is no regular file");
    }
    Files.createDirectories(folder);
    // Not createTempFile, whose files nobody else may read.
    Path temporary = folder.resolve(".writing-" + UUID.randomUUID() + ".tmp");
    try {
      Files.write(temporary, bytes);
      try {
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
