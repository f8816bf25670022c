package ai.faithful.onnx;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Input;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.pass.LeadingAxis;
import ai.faithful.onnx.proto.GraphProto;
import ai.faithful.onnx.proto.NodeProto;
import ai.faithful.onnx.proto.TensorShapeProto;
import ai.faithful.onnx.proto.TypeProto;
import ai.faithful.onnx.proto.ValueInfoProto;
import ai.faithful.onnx.tensor.DataType;
import ai.faithful.onnx.tensor.TensorEncoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Encodes a graph; a product followed by its own bias is written as one Gemm or Conv. */
final class GraphEncoder implements NodeEncoder.Sink {
  private final Graph graph;
  private final boolean symbolicBatch;
  private final GraphProto.Builder out = GraphProto.newBuilder();
  private final Map<String, Integer> uses = new HashMap<>();
  private final Set<String> constants = new LinkedHashSet<>();
  private final Set<String> names = new HashSet<>();

  private GraphEncoder(Graph graph, boolean symbolicBatch) {
    this.graph = graph;
    this.symbolicBatch = symbolicBatch;
    names.addAll(graph.constants().keySet());
    graph.inputs().forEach(input -> names.add(input.name()));
    for (Node node : graph.nodes()) {
      names.add(node.name());
      node.inputs().forEach(input -> uses.merge(input, 1, Integer::sum));
    }
    graph.outputs().forEach(output -> uses.merge(output, 1, Integer::sum));
  }

  static GraphProto encode(Graph graph, boolean symbolicBatch) {
    List<String> problems = new ArrayList<>(unwritable(graph));
    if (symbolicBatch) {
      problems.addAll(LeadingAxis.problems(graph, 1));
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "graph " + graph.name() + " cannot be written: " + String.join("; ", problems));
    }
    return new GraphEncoder(graph, symbolicBatch).run();
  }

  private static List<String> unwritable(Graph graph) {
    List<String> problems = new ArrayList<>();
    graph
        .constants()
        .forEach(
            (name, constant) -> {
              if (!constant.isExact() || !TensorEncoder.isFloat32(constant.value())) {
                problems.add("constant '" + name + "' is not exact in float32");
              }
            });
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Op.Elementwise elementwise) {
        for (double parameter : ScalarFunctionEncoder.parameters(elementwise.function())) {
          if (parameter != (float) parameter) {
            problems.add("the parameter " + parameter + " of '" + node.name() + "' is no float32");
          }
        }
      }
    }
    return problems;
  }

  private GraphProto run() {
    out.setName(graph.name().isEmpty() ? "graph" : graph.name());
    for (Input input : graph.inputs()) {
      out.addInput(declared(input.name(), input.shape()));
    }
    for (String output : graph.outputs()) {
      out.addOutput(declared(output, graph.shapeOf(output)));
    }
    List<Node> nodes = graph.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      Optional<Node> bias = i + 1 < nodes.size() ? bias(node, nodes.get(i + 1)) : Optional.empty();
      if (bias.isPresent()) {
        fused(node, bias.get());
        i++;
      } else {
        single(node);
      }
    }
    for (String name : constants) {
      Constant constant = constant(name);
      out.addInitializer(TensorEncoder.float32(name, constant.value()));
    }
    return out.build();
  }

  private void single(Node node) {
    List<String> inputs = node.inputs().stream().map(this::read).toList();
    List<Shape> shapes = node.inputs().stream().map(graph::shapeOf).toList();
    NodeEncoder.encode(this, node, inputs, shapes);
  }

  private void fused(Node product, Node add) {
    String bias = add.inputs().get(1);
    NodeProto.Builder proto =
        product.op() instanceof Op.MatMul
            ? NodeProto.newBuilder().setOpType("Gemm")
            : NodeEncoder.attributed(
                NodeProto.newBuilder().setOpType("Conv"), product.op(), operandShape(product, 1));
    product.inputs().forEach(input -> proto.addInput(read(input)));
    if (constant(bias).shape().rank() == 1) {
      proto.addInput(read(bias));
    } else {
      String flat = fresh(bias + "/flat");
      Constant value = constant(bias);
      out.addInitializer(
          TensorEncoder.float32(flat, value.value().reshape(Shape.of(value.shape().size()))));
      proto.addInput(flat);
    }
    out.addNode(proto.setName(add.name()).addOutput(add.name()));
  }

  /** The Add after a product, if it adds one known number per channel to it and nothing else. */
  private Optional<Node> bias(Node product, Node next) {
    if (!(next.op() instanceof Op.Add)
        || !next.inputs().get(0).equals(product.name())
        || !graph.isConstant(next.inputs().get(1))
        || uses.getOrDefault(product.name(), 0) != 1) {
      return Optional.empty();
    }
    Shape bias = constant(next.inputs().get(1)).shape();
    int channelAxis;
    if (product.op() instanceof Op.Conv) {
      channelAxis = 1;
    } else if (product.op() instanceof Op.MatMul
        && product.shape().rank() == 2
        && operandShape(product, 0).rank() == 2
        && operandShape(product, 1).rank() == 2) {
      channelAxis = 1;
    } else {
      return Optional.empty();
    }
    int lead = product.shape().rank() - bias.rank();
    boolean perChannel = lead >= 0 && bias.size() == product.shape().dim(channelAxis);
    for (int i = 0; i < bias.rank() && perChannel; i++) {
      perChannel = bias.dim(i) == 1 || lead + i == channelAxis;
    }
    return perChannel ? Optional.of(next) : Optional.empty();
  }

  private Shape operandShape(Node node, int i) {
    return i < node.inputs().size() ? graph.shapeOf(node.inputs().get(i)) : Shape.SCALAR;
  }

  @Override
  public void node(NodeProto.Builder node) {
    out.addNode(node);
  }

  @Override
  public String integers(String hint, long... values) {
    String name = fresh(hint);
    out.addInitializer(TensorEncoder.int64(name, values));
    return name;
  }

  @Override
  public String reals(String hint, Tensor tensor) {
    String name = fresh(hint);
    out.addInitializer(TensorEncoder.float32(name, tensor));
    return name;
  }

  @Override
  public int opset() {
    return opset(graph);
  }

  @Override
  public long[] target(Node node, Shape shape) {
    long[] dims = shape.dims().stream().mapToLong(Integer::longValue).toArray();
    if (symbolicBatch && graph.variables().contains(node.name())) {
      dims[0] = -1;
    }
    return dims;
  }

  /** The least operator set from 17 on that has all operators of a graph. */
  static int opset(Graph graph) {
    return graph.nodes().stream()
        .filter(node -> node.op() instanceof Op.Elementwise)
        .mapToInt(node -> ScalarFunctionEncoder.opset(((Op.Elementwise) node.op()).function()))
        .reduce(OnnxWriter.OPSET, Math::max);
  }

  private ValueInfoProto declared(String name, Shape shape) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    for (int i = 0; i < shape.rank(); i++) {
      TensorShapeProto.Dimension.Builder dim = TensorShapeProto.Dimension.newBuilder();
      if (i == 0 && symbolicBatch) {
        dim.setDimParam("batch");
      } else {
        dim.setDimValue(shape.dim(i));
      }
      dims.addDim(dim);
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(DataType.FLOAT.code())
                        .setShape(dims)))
        .build();
  }

  private String read(String name) {
    if (graph.isConstant(name)) {
      constants.add(name);
    }
    return name;
  }

  private Constant constant(String name) {
    Constant constant = graph.constants().get(name);
    if (constant == null) {
      throw new IllegalStateException("no constant '" + name + "'");
    }
    return constant;
  }

  @Override
  public String fresh(String hint) {
    String name = hint;
    for (int i = 2; !names.add(name); i++) {
      name = hint + "_" + i;
    }
    return name;
  }
}
