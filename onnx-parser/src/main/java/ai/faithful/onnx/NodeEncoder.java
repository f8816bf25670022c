package ai.faithful.onnx;

import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.onnx.proto.AttributeProto;
import ai.faithful.onnx.proto.NodeProto;
import java.util.ArrayList;
import java.util.List;

/** The ONNX operator and attributes of an operation, whose meanings agree in operator set 17. */
final class NodeEncoder {
  private NodeEncoder() {}

  /** The node without its name, inputs and outputs. */
  static NodeProto.Builder encode(Node node, Shape secondOperand) {
    NodeProto.Builder proto = NodeProto.newBuilder().setOpType(node.op().name());
    if (node.op() instanceof Op.Conv conv) {
      List<Integer> pads = new ArrayList<>(conv.padsBegin());
      pads.addAll(conv.padsEnd());
      int rank = secondOperand.rank();
      proto
          .addAttribute(integers("kernel_shape", secondOperand.dims().subList(2, rank)))
          .addAttribute(integers("strides", conv.strides()))
          .addAttribute(integers("pads", pads))
          .addAttribute(integers("dilations", conv.dilations()))
          .addAttribute(integer("group", conv.group()));
    } else if (node.op() instanceof Op.Transpose transpose) {
      proto.addAttribute(integers("perm", transpose.permutation()));
    } else if (node.op() instanceof Op.Softmax softmax) {
      proto.addAttribute(integer("axis", softmax.axis()));
    } else if (node.op() instanceof Op.LogSoftmax softmax) {
      proto.addAttribute(integer("axis", softmax.axis()));
    }
    return proto;
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(2).setI(value).build();
  }

  private static AttributeProto integers(String name, List<Integer> values) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name).setType(7);
    values.forEach(attribute::addInts);
    return attribute.build();
  }
}
