package ai.faithful.onnx;

import ai.faithful.onnx.proto.AttributeProto;
import ai.faithful.onnx.proto.GraphProto;
import ai.faithful.onnx.proto.ModelProto;
import ai.faithful.onnx.proto.NodeProto;
import ai.faithful.onnx.proto.TensorProto;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Damages model files: at the level of bytes (flips, splices, cuts, repetitions), and at the level
 * of the parsed message (numbers, names, types and nodes changed for others, extreme ones among
 * them).
 */
final class Mutation {
  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    2,
    3,
    7,
    127,
    128,
    255,
    65536,
    1 << 24,
    1L << 31,
    (1L << 31) - 1,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private static final float[] REALS = {
    0f,
    -0f,
    1f,
    -1f,
    1e-30f,
    1e30f,
    Float.MAX_VALUE,
    Float.MIN_VALUE,
    Float.NaN,
    Float.POSITIVE_INFINITY
  };

  private static final String[] OPERATORS = {
    "Add",
    "Mul",
    "Div",
    "Sub",
    "MatMul",
    "Gemm",
    "Conv",
    "ConvTranspose",
    "Relu",
    "Reshape",
    "Transpose",
    "Expand",
    "Tile",
    "ConstantOfShape",
    "Resize",
    "Pad",
    "Slice",
    "Gather",
    "Concat",
    "Split",
    "Squeeze",
    "Unsqueeze",
    "Flatten",
    "Shape",
    "Range",
    "Cast",
    "Softmax",
    "MaxPool",
    "AveragePool",
    "BatchNormalization",
    "QuantizeLinear",
    "DequantizeLinear",
    "If",
    "Loop",
    "Identity",
    "ReduceSum",
    "Where",
    "Pow",
    "DepthToSpace",
    "Constant"
  };

  private final Random random;
  private final List<byte[]> seeds;

  Mutation(Random random, List<byte[]> seeds) {
    this.random = random;
    this.seeds = seeds;
  }

  /** The next damaged file. */
  byte[] next() {
    byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
    if (random.nextInt(3) > 0) {
      try {
        ModelProto.Builder model = ModelProto.parseFrom(bytes).toBuilder();
        for (int i = 0; i <= random.nextInt(3); i++) {
          field(model, 0);
        }
        bytes = model.build().toByteArray();
        if (random.nextInt(4) > 0) {
          return bytes;
        }
      } catch (InvalidProtocolBufferException e) {
        // A seed that is no message: bytes are damaged all the same.
      }
    }
    for (int i = 0; i <= random.nextInt(3); i++) {
      bytes = damaged(bytes);
    }
    return bytes;
  }

  private byte[] damaged(byte[] bytes) {
    if (bytes.length == 0) {
      return bytes;
    }
    int at = random.nextInt(bytes.length);
    int length = Math.min(bytes.length - at, 1 + random.nextInt(64));
    switch (random.nextInt(7)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt(256);
      case 2 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 3 -> {
        byte[] other = seeds.get(random.nextInt(seeds.size()));
        int from = other.length == 0 ? 0 : random.nextInt(other.length);
        return joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(other, from, other.length));
      }
      case 4 -> { // A piece twice.
        return joined(
            Arrays.copyOf(bytes, at + length), Arrays.copyOfRange(bytes, at, bytes.length));
      }
      case 5 -> { // A piece less.
        return joined(
            Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at + length, bytes.length));
      }
      default -> Arrays.fill(bytes, at, at + Math.min(length, 9), (byte) 0xff);
    }
    return bytes;
  }

  private static byte[] joined(byte[] a, byte[] b) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(a.length + b.length);
    out.writeBytes(a);
    out.writeBytes(b);
    return out.toByteArray();
  }

  /** Changes a field somewhere inside a message. */
  private void field(Message.Builder message, int depth) {
    List<Map.Entry<FieldDescriptor, Object>> fields =
        new ArrayList<>(message.getAllFields().entrySet());
    if (fields.isEmpty()) {
      return;
    }
    FieldDescriptor field = fields.get(random.nextInt(fields.size())).getKey();
    if (message instanceof ModelProto.Builder model && random.nextInt(4) > 0) {
      field(model.getGraphBuilder(), depth + 1);
      return;
    }
    if (message instanceof GraphProto.Builder graph && random.nextInt(8) == 0) {
      node(graph);
      return;
    }
    if (!field.isRepeated()) {
      if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        field(message.getFieldBuilder(field), depth + 1);
      } else if (random.nextInt(12) == 0) {
        message.clearField(field);
      } else {
        message.setField(field, value(message, field, message.getField(field)));
      }
      return;
    }
    int count = message.getRepeatedFieldCount(field);
    int i = random.nextInt(count);
    if (random.nextInt(16) == 0) {
      List<Object> list = new ArrayList<>();
      for (int k = 0; k < count; k++) {
        if (k != i) {
          list.add(message.getRepeatedField(field, k));
        }
      }
      message.clearField(field);
      list.forEach(element -> message.addRepeatedField(field, element));
    } else if (random.nextInt(16) == 0) {
      message.addRepeatedField(field, message.getRepeatedField(field, i));
    } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      field(message.getRepeatedFieldBuilder(field, i), depth + 1);
    } else {
      message.setRepeatedField(field, i, value(message, field, message.getRepeatedField(field, i)));
    }
  }

  private void node(GraphProto.Builder graph) {
    if (graph.getNodeCount() < 2) {
      return;
    }
    int a = random.nextInt(graph.getNodeCount());
    int b = random.nextInt(graph.getNodeCount());
    NodeProto first = graph.getNode(a);
    graph.setNode(a, graph.getNode(b));
    graph.setNode(b, first);
  }

  private Object value(Message.Builder within, FieldDescriptor field, Object old) {
    return switch (field.getJavaType()) {
      case INT -> (int) number(((Number) old).longValue());
      case LONG -> number(((Number) old).longValue());
      case FLOAT -> REALS[random.nextInt(REALS.length)];
      case DOUBLE -> (double) REALS[random.nextInt(REALS.length)];
      case BOOLEAN -> random.nextBoolean();
      case STRING -> text(within, field, (String) old);
      case BYTE_STRING -> {
        byte[] bytes = ((com.google.protobuf.ByteString) old).toByteArray();
        yield com.google.protobuf.ByteString.copyFrom(damaged(bytes));
      }
      case ENUM, MESSAGE -> old;
    };
  }

  private long number(long old) {
    return switch (random.nextInt(4)) {
      case 0 -> NUMBERS[random.nextInt(NUMBERS.length)];
      case 1 -> old + random.nextInt(5) - 2;
      case 2 -> -old;
      default -> random.nextInt(32);
    };
  }

  private String text(Message.Builder within, FieldDescriptor field, String old) {
    if (within instanceof NodeProto.Builder && field.getName().equals("op_type")) {
      return OPERATORS[random.nextInt(OPERATORS.length)];
    }
    int kind = random.nextInt(20);
    if (kind == 0) {
      return old.repeat(1 + random.nextInt(2000));
    }
    if (kind == 1) {
      return "";
    }
    if (within instanceof AttributeProto.Builder || within instanceof TensorProto.Builder) {
      return old + random.nextInt(3);
    }
    // Another name of the same model, most likely: values are wired anew.
    byte[] seed = seeds.get(random.nextInt(seeds.size()));
    return kind < 12 || seed.length == 0 ? neighbour(old) : String.valueOf((char) seed[0]);
  }

  private String neighbour(String old) {
    if (old.isEmpty()) {
      return "x";
    }
    char[] chars = old.toCharArray();
    int last = chars.length - 1;
    chars[last] = (char) (chars[last] + (random.nextBoolean() ? 1 : -1));
    return new String(chars);
  }
}
