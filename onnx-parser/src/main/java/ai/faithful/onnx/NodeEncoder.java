package ai.faithful.onnx;

import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.onnx.proto.AttributeProto;
import ai.faithful.onnx.proto.NodeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The ONNX nodes that mean what one operation means. */
final class NodeEncoder {
  /** Where nodes and what they need beside their operands go. */
  interface Sink {
    void node(NodeProto.Builder node);

    /** Adds a list of integers and returns its name. */
    String integers(String hint, long... values);

    /** Adds a tensor that is exact in float32 and returns its name. */
    String reals(String hint, Tensor tensor);

    /** A name that no other value has. */
    String fresh(String hint);

    int opset();

    /** The extents as a target: a symbolic leading one is inferred. */
    long[] target(Node node, Shape shape);
  }

  private final Sink sink;
  private final Node node;

  private NodeEncoder(Sink sink, Node node) {
    this.sink = sink;
    this.node = node;
  }

  /**
   * Encodes an operation.
   *
   * @param inputs names of its operands
   * @param shapes of its operands
   */
  static void encode(Sink sink, Node node, List<String> inputs, List<Shape> shapes) {
    new NodeEncoder(sink, node).encode(inputs, shapes);
  }

  private void encode(List<String> inputs, List<Shape> shapes) {
    Op op = node.op();
    String x = inputs.get(0);
    if (op instanceof Op.Reshape reshape) {
      last(proto("Reshape", x, list("shape", sink.target(node, reshape.target()))));
    } else if (op instanceof Op.Gather gather) {
      String indices = list("indices", longs(gather.indices()));
      last(proto("Gather", x, indices).addAttribute(integer("axis", gather.axis())));
    } else if (op instanceof Op.Expand expand) {
      last(proto("Expand", x, list("shape", longs(expand.target().dims()))));
    } else if (op instanceof Op.Pad pad) {
      pad(x, pad, shapes.get(0));
    } else if (op instanceof Op.ReduceSum sum) {
      last(
          sum.axes().isEmpty()
              ? proto("Identity", x)
              : proto("ReduceSum", x, list("axes", longs(sum.axes()))));
    } else if (op instanceof Op.ReduceMax max) {
      reduceMax(x, max);
    } else if (op instanceof Op.Elementwise elementwise) {
      ScalarFunctionEncoder.encode(sink, node, elementwise.function(), x);
    } else {
      NodeProto.Builder proto = proto(op.name(), inputs.toArray(String[]::new));
      last(attributed(proto, op, shapes.size() > 1 ? shapes.get(1) : Shape.SCALAR));
    }
  }

  /** A node without a name, with the attributes of the operation. */
  static NodeProto.Builder attributed(NodeProto.Builder proto, Op op, Shape second) {
    if (op instanceof Op.Conv conv) {
      return proto
          .addAttribute(integers("kernel_shape", second.dims().subList(2, second.rank())))
          .addAttribute(integers("strides", conv.strides()))
          .addAttribute(integers("pads", joined(conv.padsBegin(), conv.padsEnd())))
          .addAttribute(integers("dilations", conv.dilations()))
          .addAttribute(integer("group", conv.group()));
    }
    if (op instanceof Op.MaxPool pool) {
      return proto
          .addAttribute(integers("kernel_shape", pool.kernel()))
          .addAttribute(integers("strides", pool.strides()))
          .addAttribute(integers("pads", joined(pool.padsBegin(), pool.padsEnd())))
          .addAttribute(integers("dilations", pool.dilations()));
    }
    if (op instanceof Op.Transpose transpose) {
      return proto.addAttribute(integers("perm", transpose.permutation()));
    }
    if (op instanceof Op.Concat concat) {
      return proto.addAttribute(integer("axis", concat.axis()));
    }
    if (op instanceof Op.Softmax softmax) {
      return proto.addAttribute(integer("axis", softmax.axis()));
    }
    if (op instanceof Op.LogSoftmax softmax) {
      return proto.addAttribute(integer("axis", softmax.axis()));
    }
    return proto;
  }

  /** Zeros between elements: each axis gets a second one that is padded at its end. */
  private void pad(String x, Op.Pad pad, Shape shape) {
    String source = x;
    List<Integer> end = new ArrayList<>(pad.end());
    if (pad.interior().stream().anyMatch(gap -> gap > 0)) {
      List<Integer> split = new ArrayList<>();
      List<Integer> after = new ArrayList<>();
      List<Integer> merged = new ArrayList<>();
      for (int i = 0; i < shape.rank(); i++) {
        int gap = pad.interior().get(i);
        split.add(shape.dim(i));
        after.add(0);
        if (gap > 0) {
          split.add(1);
          after.add(gap);
        }
        merged.add(shape.dim(i) * (gap + 1));
        // What follows the last element is taken off again.
        end.set(i, end.get(i) - gap);
      }
      Shape spread = new Shape(split);
      String parts = list("split", sink.target(node, spread));
      source = step(proto("Reshape", source, parts));
      List<Integer> none = new ArrayList<>(after);
      none.replaceAll(gap -> 0);
      source = step(proto("Pad", source, list("gaps", longs(joined(none, after)))));
      String whole = list("merged", sink.target(node, new Shape(merged)));
      source = step(proto("Reshape", source, whole));
    }
    last(proto("Pad", source, list("pads", longs(joined(pad.begin(), end)))));
  }

  /** Operator set 18 made the axes an input. */
  private void reduceMax(String x, Op.ReduceMax max) {
    if (max.axes().isEmpty()) {
      last(proto("Identity", x));
      return;
    }
    last(
        sink.opset() < 18
            ? proto("ReduceMax", x).addAttribute(integers("axes", max.axes()))
            : proto("ReduceMax", x, list("axes", longs(max.axes()))));
  }

  private String step(NodeProto.Builder proto) {
    String name = sink.fresh(node.name() + "/step");
    sink.node(proto.setName(name).addOutput(name));
    return name;
  }

  private void last(NodeProto.Builder proto) {
    sink.node(proto.setName(node.name()).addOutput(node.name()));
  }

  private String list(String suffix, long... values) {
    return sink.integers(node.name() + "/" + suffix, values);
  }

  static NodeProto.Builder proto(String type, String... inputs) {
    return NodeProto.newBuilder().setOpType(type).addAllInput(Arrays.asList(inputs));
  }

  private static List<Integer> joined(List<Integer> begin, List<Integer> end) {
    List<Integer> both = new ArrayList<>(begin);
    both.addAll(end);
    return both;
  }

  private static long[] longs(List<Integer> values) {
    return values.stream().mapToLong(Integer::longValue).toArray();
  }

  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(2).setI(value).build();
  }

  private static AttributeProto integers(String name, List<Integer> values) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name).setType(7);
    values.forEach(attribute::addInts);
    return attribute.build();
  }
}
