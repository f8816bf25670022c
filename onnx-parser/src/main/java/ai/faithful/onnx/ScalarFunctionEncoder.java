package ai.faithful.onnx;

import ai.faithful.ir.Node;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Tensor;
import ai.faithful.onnx.proto.AttributeProto;
import ai.faithful.onnx.proto.NodeProto;
import com.google.protobuf.ByteString;
import java.util.List;

/** The ONNX nodes of a function of one variable. */
final class ScalarFunctionEncoder {
  private final NodeEncoder.Sink sink;
  private final Node node;

  private ScalarFunctionEncoder(NodeEncoder.Sink sink, Node node) {
    this.sink = sink;
    this.node = node;
  }

  /** The operator set that a function needs. */
  static int opset(ScalarFunction f) {
    return f instanceof ScalarFunction.Gelu || f instanceof ScalarFunction.GeluTanh
        ? 20
        : f instanceof ScalarFunction.Mish ? 18 : 0;
  }

  /** The function's parameters, which attributes hold in float32. */
  static List<Double> parameters(ScalarFunction f) {
    if (f instanceof ScalarFunction.LeakyRelu leaky) {
      return List.of(leaky.slope());
    }
    if (f instanceof ScalarFunction.Elu elu) {
      return List.of(elu.alpha());
    }
    if (f instanceof ScalarFunction.HardSigmoid hard) {
      return List.of(hard.alpha(), hard.beta());
    }
    if (f instanceof ScalarFunction.Swish swish) {
      return List.of(swish.beta());
    }
    if (f instanceof ScalarFunction.Clip clip) {
      return List.of(clip.least(), clip.most());
    }
    if (f instanceof ScalarFunction.ThresholdedRelu relu) {
      return List.of(relu.threshold());
    }
    return f instanceof ScalarFunction.Power power ? List.of(power.exponent()) : List.of();
  }

  static void encode(NodeEncoder.Sink sink, Node node, ScalarFunction f, String x) {
    new ScalarFunctionEncoder(sink, node).encode(f, x);
  }

  private void encode(ScalarFunction f, String x) {
    if (f instanceof ScalarFunction.LeakyRelu leaky) {
      last(NodeEncoder.proto("LeakyRelu", x).addAttribute(real("alpha", leaky.slope())));
    } else if (f instanceof ScalarFunction.Elu elu) {
      last(NodeEncoder.proto("Elu", x).addAttribute(real("alpha", elu.alpha())));
    } else if (f instanceof ScalarFunction.GeluTanh) {
      last(NodeEncoder.proto("Gelu", x).addAttribute(text("approximate", "tanh")));
    } else if (f instanceof ScalarFunction.HardSigmoid hard) {
      last(
          NodeEncoder.proto("HardSigmoid", x)
              .addAttribute(real("alpha", hard.alpha()))
              .addAttribute(real("beta", hard.beta())));
    } else if (f instanceof ScalarFunction.Swish swish) {
      swish(swish.beta(), x);
    } else if (f instanceof ScalarFunction.Clip clip) {
      String least = Double.isInfinite(clip.least()) ? "" : scalar("least", clip.least());
      String most = Double.isInfinite(clip.most()) ? "" : scalar("most", clip.most());
      last(NodeEncoder.proto("Clip", x, least, most));
    } else if (f instanceof ScalarFunction.ThresholdedRelu relu) {
      last(NodeEncoder.proto("ThresholdedRelu", x).addAttribute(real("alpha", relu.threshold())));
    } else if (f instanceof ScalarFunction.Step step) {
      String above = sink.fresh(node.name() + "/above");
      String type = step.atZero() ? "GreaterOrEqual" : "Greater";
      sink.node(NodeEncoder.proto(type, x, scalar("zero", 0)).setName(above).addOutput(above));
      last(NodeEncoder.proto("Cast", above).addAttribute(NodeEncoder.integer("to", 1)));
    } else if (f instanceof ScalarFunction.Power power) {
      last(NodeEncoder.proto("Pow", x, scalar("exponent", power.exponent())));
    } else {
      last(NodeEncoder.proto(f.name(), x));
    }
  }

  /** z times the sigmoid of beta z. */
  private void swish(double beta, String x) {
    String scaled = x;
    if (beta != 1) {
      scaled = sink.fresh(node.name() + "/scaled");
      sink.node(
          NodeEncoder.proto("Mul", x, scalar("beta", beta)).setName(scaled).addOutput(scaled));
    }
    String gate = sink.fresh(node.name() + "/gate");
    sink.node(NodeEncoder.proto("Sigmoid", scaled).setName(gate).addOutput(gate));
    last(NodeEncoder.proto("Mul", x, gate));
  }

  private String scalar(String suffix, double value) {
    return sink.reals(node.name() + "/" + suffix, Tensor.scalar(value));
  }

  private void last(NodeProto.Builder proto) {
    sink.node(proto.setName(node.name()).addOutput(node.name()));
  }

  private static AttributeProto real(String name, double value) {
    return AttributeProto.newBuilder().setName(name).setType(1).setF((float) value).build();
  }

  private static AttributeProto text(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(3)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }
}
