package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import java.util.List;

/**
 * DepthToSpace and SpaceToDepth: channels [N, C b b, H, W] against blocks of pixels [N, C, H b, W
 * b].
 *
 * <p>Opset history. DepthToSpace: 1; 11 adds mode; 13 bfloat16. SpaceToDepth: 1, 13.
 *
 * <p>Attributes: blocksize; mode = DCR (the block index is the outer part of the channel), or CRD
 * (the inner part). SpaceToDepth inverts DCR.
 *
 * <p>Lowering: Reshape, Transpose, Reshape.
 */
final class Blocks {
  static final OnnxOperator DEPTH_TO_SPACE =
      OnnxOperator.named("DepthToSpace")
          .since(1, 1, 1, "blocksize")
          .since(11, 1, 1, "blocksize", "mode")
          .lowering(Blocks::depthToSpace);

  static final OnnxOperator SPACE_TO_DEPTH =
      OnnxOperator.named("SpaceToDepth").since(1, 1, 1, "blocksize").lowering(Blocks::spaceToDepth);

  private Blocks() {}

  private static List<Value> depthToSpace(Call call) throws Refusal {
    Shape x = image(call);
    int b = blocksize(call);
    if (x.dim(1) % b != 0 || x.dim(1) / b % b != 0) {
      throw new Refusal("makes blocks of " + b + " by " + b + " from " + x);
    }
    int channels = x.dim(1) / b / b;
    int h = x.dim(2);
    int w = x.dim(3);
    String mode = call.attributes().string("mode", "DCR");
    List<Op> steps =
        switch (mode) {
          case "DCR" ->
              List.of(
                  new Op.Reshape(Shape.of(x.dim(0), b, b, channels, h, w)),
                  new Op.Transpose(List.of(0, 3, 4, 1, 5, 2)),
                  new Op.Reshape(Shape.of(x.dim(0), channels, h * b, w * b)));
          case "CRD" ->
              List.of(
                  new Op.Reshape(Shape.of(x.dim(0), channels, b, b, h, w)),
                  new Op.Transpose(List.of(0, 1, 4, 2, 5, 3)),
                  new Op.Reshape(Shape.of(x.dim(0), channels, h * b, w * b)));
          default -> throw new Refusal("has the mode " + Text.clip(mode), "DCR, CRD");
        };
    return List.of(call.chain(call.input(0), steps));
  }

  private static List<Value> spaceToDepth(Call call) throws Refusal {
    Shape x = image(call);
    int b = blocksize(call);
    if (x.dim(2) % b != 0 || x.dim(3) % b != 0) {
      throw new Refusal("takes blocks of " + b + " by " + b + " from " + x);
    }
    int h = x.dim(2) / b;
    int w = x.dim(3) / b;
    List<Op> steps =
        List.of(
            new Op.Reshape(Shape.of(x.dim(0), x.dim(1), h, b, w, b)),
            new Op.Transpose(List.of(0, 3, 5, 1, 2, 4)),
            new Op.Reshape(Shape.of(x.dim(0), b * b * x.dim(1), h, w)));
    return List.of(call.chain(call.input(0), steps));
  }

  private static Shape image(Call call) throws Refusal {
    Shape x = call.input(0).shape();
    if (x.rank() != 4) {
      throw new Refusal("rearranges " + x, "[N,C,H,W]");
    }
    return x;
  }

  private static int blocksize(Call call) throws Refusal {
    long b = call.attributes().integer("blocksize", 0);
    if (b < 1 || b > 1 << 12) {
      throw new Refusal("has the blocksize " + b);
    }
    return (int) b;
  }
}
