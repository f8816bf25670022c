package ai.faithful.onnx.op;

import ai.faithful.onnx.proto.GraphProto;
import ai.faithful.onnx.proto.SparseTensorProto;
import ai.faithful.onnx.proto.TensorProto;
import ai.faithful.onnx.tensor.Decoded;
import ai.faithful.onnx.tensor.MalformedTensorException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tensors that a graph stores, dense and sparse. */
final class Initialisers {
  private Initialisers() {}

  /** Bytes of weights from which on they are decoded by all processors: most of reading's time. */
  private static final long LARGE = 1L << 23;

  /** Defines them in a scope; those that cannot be read become problems and missing values. */
  static void define(GraphProto graph, Scope scope, Reading reading) {
    List<TensorProto> tensors = graph.getInitializerList();
    long stored = tensors.stream().mapToLong(tensor -> tensor.getRawData().size()).sum();
    boolean external = tensors.stream().anyMatch(tensor -> tensor.getExternalDataCount() > 0);
    // Files beside the model have a budget that is kept in the order of reading.
    Stream<TensorProto> stream =
        stored >= LARGE && !external ? tensors.parallelStream() : tensors.stream();
    stream
        .map(tensor -> Attempt.of(tensor.getName(), () -> reading.decoder.decodeMask(tensor)))
        .forEachOrdered(attempt -> attempt.define(scope, reading));
    for (SparseTensorProto sparse : graph.getSparseInitializerList()) {
      Attempt.of(
              sparse.getValues().getName(),
              () -> reading.decoder.decode(sparse, Constants.DECLARED_LIMIT))
          .define(scope, reading);
    }
  }

  private interface Decoding {
    Decoded decoded() throws MalformedTensorException;
  }

  /** A value, or what is wrong with it. */
  private record Attempt(
      String name, @Nullable Value value, @Nullable MalformedTensorException problem) {
    static Attempt of(String name, Decoding decoding) {
      try {
        return new Attempt(name, Masking.known(name, decoding.decoded()), null);
      } catch (MalformedTensorException e) {
        return new Attempt(name, null, e);
      }
    }

    void define(Scope scope, Reading reading) {
      String title = "initialiser " + Text.quote(name);
      if (scope.defines(name)) {
        reading.invalid.add(title + " is given twice");
      } else if (value != null) {
        scope.define(name, value);
      } else if (problem != null) {
        (problem.isUnsupported() ? reading.unsupported : reading.invalid)
            .add(title + " " + problem.getMessage());
        scope.lose(name);
      }
    }
  }
}
