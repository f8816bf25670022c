package ai.faithful.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.faithful.ir.Tensor;
import ai.faithful.ir.eval.Evaluator;
import ai.faithful.ir.pass.Passes;
import ai.faithful.onnx.proto.GraphProto;
import ai.faithful.onnx.proto.ModelProto;
import ai.faithful.onnx.proto.TensorProto;
import ai.faithful.onnx.proto.ValueInfoProto;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The conformance cases of ONNX: whatever is read must give the stored outputs. A case that is
 * refused because its constants come as inputs is tried again with all inputs but the first bound.
 */
class BackendSuiteTest {
  /** Cases whose stored outputs have four decimals. */
  private static final Set<String> ROUNDED =
      Set.of("test_averagepool_2d_ceil_last_window_starts_on_pad");

  @TempDir Path scratch = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"node", "simple", "pytorch-converted", "pytorch-operator"})
  void whatIsReadGivesTheStoredOutputs(String suite) throws Exception {
    int passed = 0;
    int bound = 0;
    int refused = 0;
    List<String> failures = new ArrayList<>();
    for (Path file : Corpora.files(Corpora.folder("onnx-backend/" + suite), "model.onnx")) {
      Path data = file.resolveSibling("test_data_set_0");
      if (!Files.isDirectory(data)) {
        continue;
      }
      try {
        check(OnnxReader.read(file), file, data, failures);
        passed++;
      } catch (ModelException e) {
        try {
          Path rewritten = bindAllButFirst(file, data);
          check(OnnxReader.read(rewritten), file, data, failures);
          bound++;
        } catch (ModelException again) {
          assertThat(again.getMessage()).doesNotContain("\n");
          refused++;
        }
      }
    }
    System.out.printf(
        "%s: %d read, %d more with bound constants, %d refused, %d wrong%n",
        suite, passed, bound, refused, failures.size());
    assertThat(failures).isEmpty();
  }

  private static void check(OnnxModel model, Path file, Path data, List<String> failures)
      throws Exception {
    ModelProto proto = ModelProto.parseFrom(Files.readAllBytes(file));
    Map<String, Tensor> x = new LinkedHashMap<>();
    List<ValueInfoProto> inputs = inputs(proto);
    Set<String> needed = new HashSet<>();
    model.graph().inputs().forEach(input -> needed.add(input.name()));
    for (int i = 0; i < inputs.size(); i++) {
      if (needed.contains(inputs.get(i).getName())) {
        x.put(
            inputs.get(i).getName(), TensorFile.read(data.resolve("input_" + i + ".pb")).tensor());
      }
    }
    String title = file.getName(file.getNameCount() - 2).toString();
    List<String> outputs = proto.getGraph().getOutputList().stream().map(o -> o.getName()).toList();
    if (!model.graph().outputs().containsAll(outputs)) {
      throw new UnsupportedModelException(file, List.of("not all outputs are tensors of reals"));
    }
    try {
      Map<String, Tensor> plain = new Evaluator(model.graph()).run(x);
      Map<String, Tensor> simple = new Evaluator(Passes.simplify(model.graph())).run(x);
      for (int i = 0; i < proto.getGraph().getOutputCount(); i++) {
        Tensor expected = TensorFile.read(data.resolve("output_" + i + ".pb")).tensor();
        String name = proto.getGraph().getOutput(i).getName();
        if (!plain.containsKey(name)) {
          continue; // A label beside scores, or in their place: not what was read.
        }
        double difference = OtherRuntime.difference(expected, plain.get(name));
        double after = OtherRuntime.difference(expected, simple.get(name));
        boolean coarse = isHalf(proto) || ROUNDED.contains(title);
        if (difference > 2e-3 || (difference > 2e-6 && !coarse) || after > 2e-3) {
          failures.add(title + ": output " + i + " differs by " + difference + ", " + after);
        }
      }
    } catch (AssertionError | IllegalArgumentException e) {
      failures.add(title + ": " + e.getMessage());
    }
  }

  private static boolean isHalf(ModelProto proto) {
    int type = proto.getGraph().getOutput(0).getType().getTensorType().getElemType();
    return type == 10 || type == 16;
  }

  private static List<ValueInfoProto> inputs(ModelProto proto) {
    Set<String> initialisers = new HashSet<>();
    proto.getGraph().getInitializerList().forEach(t -> initialisers.add(t.getName()));
    return proto.getGraph().getInputList().stream()
        .filter(info -> !initialisers.contains(info.getName()))
        .toList();
  }

  private Path bindAllButFirst(Path file, Path data) throws Exception {
    ModelProto proto = ModelProto.parseFrom(Files.readAllBytes(file));
    GraphProto.Builder graph = proto.getGraph().toBuilder();
    List<ValueInfoProto> inputs = inputs(proto);
    for (int i = 1; i < inputs.size(); i++) {
      byte[] bytes = Files.readAllBytes(data.resolve("input_" + i + ".pb"));
      graph.addInitializer(
          TensorProto.parseFrom(bytes).toBuilder().setName(inputs.get(i).getName()));
    }
    Path out = scratch.resolve("bound.onnx");
    Files.write(out, proto.toBuilder().setGraph(graph).build().toByteArray());
    return out;
  }
}
