package ai.faithful.onnx.op;

import ai.faithful.onnx.proto.GraphProto;
import ai.faithful.onnx.proto.SparseTensorProto;
import ai.faithful.onnx.proto.TensorProto;
import ai.faithful.onnx.tensor.Decoded;
import ai.faithful.onnx.tensor.MalformedTensorException;

/** The tensors that a graph stores, dense and sparse. */
final class Initialisers {
  private Initialisers() {}

  /** Defines them in a scope; those that cannot be read become problems and missing values. */
  static void define(GraphProto graph, Scope scope, Reading reading) {
    for (TensorProto tensor : graph.getInitializerList()) {
      define(tensor.getName(), () -> reading.decoder.decodeMask(tensor), scope, reading);
    }
    for (SparseTensorProto sparse : graph.getSparseInitializerList()) {
      define(
          sparse.getValues().getName(),
          () -> reading.decoder.decode(sparse, Constants.DECLARED_LIMIT),
          scope,
          reading);
    }
  }

  private interface Decoding {
    Decoded decoded() throws MalformedTensorException;
  }

  private static void define(String name, Decoding decoding, Scope scope, Reading reading) {
    String title = "initialiser " + Text.quote(name);
    if (scope.defines(name)) {
      reading.invalid.add(title + " is given twice");
      return;
    }
    try {
      Decoded decoded = decoding.decoded();
      scope.define(name, Masking.known(name, decoded));
    } catch (MalformedTensorException e) {
      (e.isUnsupported() ? reading.unsupported : reading.invalid).add(title + " " + e.getMessage());
      scope.lose(name);
    }
  }
}
