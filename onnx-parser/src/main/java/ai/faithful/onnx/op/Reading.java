package ai.faithful.onnx.op;

import ai.faithful.onnx.op.LoweringException.Kind;
import ai.faithful.onnx.proto.TensorProto;
import ai.faithful.onnx.tensor.DataType;
import ai.faithful.onnx.tensor.Decoded;
import ai.faithful.onnx.tensor.MalformedTensorException;
import ai.faithful.onnx.tensor.TensorDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the lowering of one model shares between its graph, branches and functions. */
final class Reading {
  /** Functions that call functions multiply nodes: beyond this many a model is an attack. */
  private static final int MOST_NODES = 1 << 18;

  /** Elements of constants that nodes compute, in all: a few bytes may ask for gigabytes. */
  private static final long MOST_COMPUTED = 1L << 27;

  final LocalFunctions functions;
  final Emission emission;
  final TensorDecoder decoder;
  final List<String> warnings;

  /** Values that depend on the input and are 16-bit floats. */
  final Set<String> half;

  final List<String> invalid = new ArrayList<>();
  final List<String> unsupported = new ArrayList<>();

  /** Names that were chosen and that the graph does not have. */
  final List<String> unknown = new ArrayList<>();

  private int nodes;
  private long computed;

  Reading(
      LocalFunctions functions,
      Emission emission,
      TensorDecoder decoder,
      List<String> warnings,
      Set<String> half) {
    this.functions = functions;
    this.emission = emission;
    this.decoder = decoder;
    this.warnings = warnings;
    this.half = half;
  }

  /** Takes down which of some values are 16-bit floats. */
  void note(List<Value> values) {
    for (Value value : values) {
      Value finite = value instanceof Value.Masked masked ? masked.finite() : value;
      DataType type = finite.type();
      if (finite instanceof Value.Variable variable
          && (type == DataType.FLOAT16 || type == DataType.BFLOAT16)) {
        half.add(variable.name());
      }
    }
  }

  /** Counts a node about to be lowered. */
  void count() throws LoweringException {
    if (++nodes > MOST_NODES) {
      throw new LoweringException(
          Kind.UNSUPPORTED,
          List.of("it has more than " + MOST_NODES + " nodes, those of called functions included"));
    }
  }

  /** Counts the constants that a node computed. */
  void count(List<Value> results) throws Refusal {
    for (Value value : results) {
      computed += value instanceof Value.Variable ? 0 : value.shape().size();
    }
    if (computed > MOST_COMPUTED) {
      throw new Refusal("with it, computed constants have more than 2^27 elements");
    }
  }

  /** Ends the reading if anything was found that does not allow to go on. */
  void requireValid() throws LoweringException {
    if (!invalid.isEmpty()) {
      throw new LoweringException(Kind.INVALID, invalid);
    }
  }

  /** Ends the reading if any problem was found. */
  void requireSound() throws LoweringException {
    if (!unknown.isEmpty() && invalid.isEmpty()) {
      throw new LoweringException(Kind.UNKNOWN_NAME, unknown);
    }
    if (!invalid.isEmpty() || !unsupported.isEmpty()) {
      List<String> problems = new ArrayList<>(invalid);
      problems.addAll(unsupported);
      throw new LoweringException(invalid.isEmpty() ? Kind.UNSUPPORTED : Kind.INVALID, problems);
    }
  }

  /** A tensor of a node's attribute; its elements may be -infinity. */
  Decoded decode(TensorProto proto) throws Refusal {
    try {
      return decoder.decodeMask(proto);
    } catch (MalformedTensorException e) {
      throw new Refusal("its tensor " + e.getMessage());
    }
  }
}
