package ai.faithful.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.faithful.ir.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A few thousand damaged files; many more by {@link ReaderFuzz} as a command. */
class ReaderFuzzTest {
  @Test
  void damagedFilesAreReadOrRefused() throws Exception {
    long seed = 20251125;
    List<byte[]> seeds = new ArrayList<>();
    Path folder = Path.of("..", "testdata", "exporters");
    if (Files.isDirectory(folder)) {
      seeds.addAll(ReaderFuzz.seeds(List.of(folder)));
    }
    seeds.add(
        new ModelFixture(13)
            .input("x", "N", 2)
            .floats("w", Shape.of(2, 3), 1, 2, 3, 4, 5, 6)
            .floats("b", Shape.of(3), 1, 2, 3)
            .node("Gemm", "x w b", "h", ModelFixture.real("alpha", 0.5f))
            .node("Relu", "h", "r")
            .node("Softmax", "r", "y", ModelFixture.integer("axis", 1))
            .output("y", "N", 3)
            .bytes());
    ReaderFuzz fuzz = new ReaderFuzz();
    fuzz.run(seeds, 3000, seed, new ArrayList<>(), 0);
    assertThat(fuzz.failures()).as("from seed %d", seed).isEmpty();
  }
}
