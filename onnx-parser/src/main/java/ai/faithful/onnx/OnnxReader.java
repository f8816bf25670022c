package ai.faithful.onnx;

import ai.faithful.ir.Graph;
import ai.faithful.onnx.op.Domains;
import ai.faithful.onnx.op.GraphLowering;
import ai.faithful.onnx.op.LoweringException;
import ai.faithful.onnx.op.Operators;
import ai.faithful.onnx.op.Selection;
import ai.faithful.onnx.op.Text;
import ai.faithful.onnx.proto.FunctionProto;
import ai.faithful.onnx.proto.ModelProto;
import ai.faithful.onnx.tensor.ExternalData;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Reads ONNX models, whoever wrote them, into the internal representation. */
public final class OnnxReader {
  /** The newest version of the file format that is read. */
  private static final long NEWEST_IR = 14;

  private OnnxReader() {}

  /**
   * Reads a model as a whole.
   *
   * @throws ModelException as {@link #read(Path, Selection)}
   */
  public static OnnxModel read(Path file) throws ModelException {
    return read(file, Selection.everything());
  }

  /**
   * Reads a model, or what is chosen of it.
   *
   * @throws ModelException if the file cannot be read, is no ONNX, contradicts itself, or uses what
   *     cannot be handled exactly; the message lists every problem
   */
  public static OnnxModel read(Path file, Selection selection) throws ModelException {
    return read(file, ModelBytes.read(file), selection);
  }

  /** As above, of a file's bytes. */
  static OnnxModel read(Path file, byte[] bytes, Selection selection) throws ModelException {
    // Hashing a file takes about as long as reading a model from it; the two go side by side.
    FutureTask<String> hash = new FutureTask<>(() -> Fingerprint.of(bytes));
    Thread hashing = new Thread(hash, "sha256");
    hashing.setDaemon(true);
    hashing.start();
    ModelProto model = parse(file, bytes);
    List<String> warnings = new ArrayList<>();
    Map<String, Long> opsets = opsets(file, model, warnings);
    ExternalData external = ExternalData.beside(file, ModelBytes.LIMIT);
    Set<String> half = new LinkedHashSet<>();
    Graph graph;
    try {
      graph =
          GraphLowering.lower(
              model.getGraph(),
              opsets,
              model.getFunctionsList(),
              selection,
              external,
              warnings,
              half);
    } catch (LoweringException e) {
      throw switch (e.kind()) {
        case INVALID -> new InvalidModelException(file, e.problems());
        case UNSUPPORTED -> new UnsupportedModelException(file, e.problems());
        case UNKNOWN_NAME -> new UnknownNameException(file, e.problems());
      };
    }
    return new OnnxModel(
        file,
        finished(hash),
        model.getIrVersion(),
        Text.clip((model.getProducerName() + " " + model.getProducerVersion()).strip()),
        opsets,
        Listing.nodes(model.getGraph()),
        Listing.inputs(model.getGraph()),
        Listing.outputs(model.getGraph()),
        selection.bound(),
        Fingerprint.of(file, external.files()),
        warnings,
        half,
        graph);
  }

  private static ModelProto parse(Path file, byte[] bytes) throws ModelException {
    if (bytes.length == 0) {
      throw NotOnnxException.notOnnx(file, "the file is empty");
    }
    WireScan.check(file, bytes, WireType.MODEL);
    ModelProto model;
    try {
      // Only what protobuf takes for immutable is aliased: the weights are not copied.
      CodedInputStream input = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
      input.enableAliasing(true);
      model = ModelProto.parseFrom(input);
    } catch (InvalidProtocolBufferException e) {
      throw looksLikeOnnx(bytes)
          ? NotOnnxException.truncated(file)
          : NotOnnxException.notOnnx(file, "not an ONNX model; is it the right file?");
    } catch (IOException e) {
      throw new UnreadableModelException(file, "cannot be read: " + e.getMessage());
    }
    if (!model.hasGraph() || model.getIrVersion() < 1) {
      throw NotOnnxException.notOnnx(file, "not an ONNX model: it has no graph or no IR version");
    }
    if (model.getIrVersion() > NEWEST_IR) {
      throw new UnsupportedModelException(
          file,
          List.of("IR version " + model.getIrVersion() + " (accepted: up to " + NEWEST_IR + ")"));
    }
    for (FunctionProto function : model.getFunctionsList()) {
      // It would take the place of the operator of its name.
      if (function.getDomain().isEmpty() || function.getDomain().equals("ai.onnx")) {
        throw new UnsupportedModelException(
            file,
            List.of("it defines the operator " + Text.quote(function.getName()) + " of ai.onnx"));
      }
    }
    return model;
  }

  /** Every exporter writes the IR version first: field 1, a small number. */
  private static boolean looksLikeOnnx(byte[] bytes) {
    return bytes.length > 2 && bytes[0] == 0x08 && bytes[1] > 0 && bytes[1] <= NEWEST_IR;
  }

  private static Map<String, Long> opsets(Path file, ModelProto model, List<String> warnings)
      throws ModelException {
    List<String> problems = new ArrayList<>();
    Map<String, Long> opsets = Domains.versions(model.getOpsetImportList(), "", warnings, problems);
    if (!problems.isEmpty()) {
      throw new InvalidModelException(file, problems);
    }
    Long standard = opsets.get("");
    if (standard != null && (standard < Operators.OLDEST || standard > Operators.NEWEST)) {
      throw new UnsupportedModelException(
          file,
          List.of(
              "operator set "
                  + standard
                  + (" (accepted: " + Operators.OLDEST + " to " + Operators.NEWEST + ")")));
    }
    return opsets;
  }

  private static String finished(FutureTask<String> hash) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return hash.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw new IllegalStateException("hashing failed", e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
