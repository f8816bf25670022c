package ai.faithful.verify.bound;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.verify.rule.Network;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which intervals no backward pass can improve on. */
class ExactnessTest {
  private final GraphBuilder b = new GraphBuilder("g");

  @Test
  void oneMixingOfDistinctElementsIsExact() {
    String x = b.input("x", Shape.of(1, 4));
    String some = b.add("some", new Op.Gather(1, List.of(3, 1)), x);
    String padded = b.add("padded", new Op.Pad(List.of(0, 1), List.of(0, 0), List.of(0, 2)), some);
    String sum = b.add("sum", new Op.ReduceSum(List.of(1)), padded);
    String copies = b.add("copies", new Op.Expand(Shape.of(1, 2)), sum);
    assertThat(exact(b.add("y", new Op.MatMul(), copies, weights(2))))
        .containsExactlyInAnyOrder("x", "some", "padded", "sum", "copies");
  }

  @Test
  void copiesOfAnElementMayMeetAgain() {
    String x = b.input("x", Shape.of(1, 4));
    String twice = b.add("twice", new Op.Gather(1, List.of(0, 0)), x);
    assertThat(exact(b.add("y", new Op.MatMul(), twice, weights(2)))).contains("twice");
    assertThat(exact("y")).doesNotContain("y");
  }

  @Test
  void whatIsJoinedMayHoldAnElementTwice() {
    String x = b.input("x", Shape.of(1, 2));
    String joined = b.add("joined", new Op.Concat(1), x, x);
    assertThat(exact(b.add("y", new Op.MatMul(), joined, weights(4)))).contains("joined");
    assertThat(exact("y")).doesNotContain("y");
  }

  private Set<String> exact(String output) {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      return Exactness.exactValues(
          Network.of(b.build(output), manager, DataType.FLOAT64), Set.of());
    }
  }

  private String weights(int rows) {
    return b.constant("w", Tensor.filled(Shape.of(rows, 1), 1));
  }
}
