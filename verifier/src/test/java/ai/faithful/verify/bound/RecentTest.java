package ai.faithful.verify.bound;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.verify.rule.Network;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A relaxation is found again for the very regions and boxes that it was made for. */
class RecentTest {
  private final NDManager manager = NDManager.newBaseManager("PyTorch");
  private final Network network = network();

  @Test
  void findsWhatItKeptOnce() {
    Map<String, Box> boxes = boxes(1);
    Relaxation kept = relaxation(boxes);
    try (manager;
        Recent recent = new Recent()) {
      assertThat(recent.take(boxes, boxes)).isNull();
      recent.keep(kept, boxes, boxes);
      assertThat(recent.take(new HashMap<>(boxes), new HashMap<>(boxes))).isSameAs(kept);
      assertThat(recent.take(boxes, boxes)).isNull();
      kept.close();
    }
  }

  /** Equal numbers are not enough: others may be written over. */
  @Test
  void dropsItForOtherRegionsOrBoxes() {
    Map<String, Box> boxes = boxes(1);
    Map<String, Box> equal = boxes(1);
    Map<String, Box> tighter = new HashMap<>(boxes);
    tighter.put("y", equal.get("y"));
    Map<String, Box> fewer = Map.of("x", boxes.get("x"));
    try (manager;
        Recent recent = new Recent()) {
      recent.keep(relaxation(boxes), boxes, boxes);
      assertThat(recent.take(equal, boxes)).isNull();
      recent.keep(relaxation(boxes), boxes, boxes);
      assertThat(recent.take(boxes, tighter)).isNull();
      recent.keep(relaxation(boxes), boxes, boxes);
      assertThat(recent.take(boxes, fewer)).isNull();
      assertThat(recent.take(boxes, boxes)).isNull();
    }
  }

  /** Boxes that grew after it was kept are not those that rows are over now. */
  @Test
  void remembersBoxesAsTheyWere() {
    Map<String, Box> boxes = boxes(1);
    Map<String, Box> later = new HashMap<>(boxes);
    try (manager;
        Recent recent = new Recent()) {
      recent.keep(relaxation(boxes), boxes, later);
      later.put("y", boxes(2).get("y"));
      assertThat(recent.take(boxes, later)).isNull();
    }
  }

  private Relaxation relaxation(Map<String, Box> boxes) {
    return new Relaxation(network, boxes, boxes, Rounding.RIGOROUS, true);
  }

  private Map<String, Box> boxes(double radius) {
    Map<String, Box> boxes = new HashMap<>();
    for (String value : new String[] {"x", "y"}) {
      double[][] ends = {{radius, radius}};
      double[][] zeros = {{0, 0}};
      boxes.put(value, Box.of(manager, Shape.of(1, 2), zeros, ends, DataType.FLOAT64));
    }
    return boxes;
  }

  private Network network() {
    GraphBuilder builder = new GraphBuilder("any");
    String x = builder.input("x", Shape.of(1, 2));
    builder.add("y", new Op.Relu(), x);
    return Network.of(builder.build("y"), manager, DataType.FLOAT64);
  }
}
