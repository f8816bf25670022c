package ai.faithful.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.onnx.OnnxWriter;
import ai.faithful.onnx.TensorFile;
import ai.faithful.onnx.WriteOptions;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTest {
  @TempDir private Path folder;

  @Test
  void aModelAgreesWithOnnxRuntime() throws Exception {
    Path model = Models.mlp(folder.resolve("model.onnx"), 4, 3, 1);
    Path json = folder.resolve("run.json");
    Invocation run = Invocation.of("run", model, "--random", 7, "--json", json).succeeds();
    assertThat(run.out()).contains("logits", "7 inputs compared; they agree");
    JsonObject object = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    assertThat(object.get("status").getAsString()).isEqualTo("agrees");
    assertThat(object.getAsJsonArray("outputs")).hasSize(1);
  }

  @Test
  void onADataSet() throws Exception {
    Path model = Models.digits(folder.resolve("digits.onnx"), 0, 1);
    assertThat(Invocation.of("run", model, "--data", "digits", "--count", 5).succeeds().out())
        .contains("5 inputs compared", "of digits");
    Path other = Models.mlp(folder.resolve("model.onnx"), 4, 3, 1);
    assertThat(Invocation.of("run", other, "--data", "digits").failsWith(2, "USAGE").err())
        .contains("64 elements");
  }

  @Test
  void twoModelsThatDiffer() throws Exception {
    Path first = Models.mlp(folder.resolve("a.onnx"), 4, 3, 1);
    Path second = Models.mlp(folder.resolve("b.onnx"), 4, 3, 2);
    Path witness = folder.resolve("witness");
    Invocation run = Invocation.of("run", first, "--against", second, "--witness", witness);
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out()).contains("they DIFFER");
    TensorFile point = TensorFile.read(witness.resolve("input-0.pb"));
    assertThat(point.name()).isEqualTo("input");
    assertThat(point.tensor().size()).isEqualTo(4);
    Invocation.of("run", first, "--against", second, "--tolerance", 1000).succeeds();
  }

  @Test
  void severalInputsAndOutputs() throws Exception {
    Path model = folder.resolve("two.onnx");
    GraphBuilder builder = new GraphBuilder("two");
    String a = builder.input("a", Shape.of(1, 2));
    String b = builder.input("b", Shape.of(1, 2));
    String h = builder.add("h", new Op.Mul(), a, b);
    Graph graph = builder.build(h, builder.add("r", new Op.Relu(), h));
    OnnxWriter.write(graph, model, new WriteOptions(false, Map.of()));
    String ranged = Invocation.of("run", model, "--range", "-1,1").succeeds().out();
    assertThat(Invocation.of("run", model, "--range", "-1:1").succeeds().out()).isEqualTo(ranged);
    assertThat(ranged).contains("h", "r", "agree");
    assertThat(Invocation.of("run", model, "--input", "a").failsWith(5, "UNSUPPORTED").err())
        .contains("besides 'a' it has the inputs 'b'");
    assertThat(Invocation.of("run", model, "--input", "c").failsWith(2, "UNKNOWN_NAME").err())
        .contains("has no input 'c' (accepted: 'a', 'b')", "--input");
    assertThat(Invocation.of("run", model, "--output", "q").failsWith(2, "UNKNOWN_NAME").err())
        .contains("has no value 'q'", "'r'", "--output");
    Path two = folder.resolve("b.pb");
    TensorFile.write(two, "b", Tensor.ofFloats(Shape.of(1, 2), 2, -3));
    Invocation chosen =
        Invocation.of(
                "run", model, "--input", "a", "--bind", "b=" + two, "--output", "r", "--random", 3)
            .succeeds();
    assertThat(chosen.out().lines().filter(line -> line.startsWith("r "))).hasSize(1);
    assertThat(chosen.out().lines().filter(line -> line.startsWith("h "))).isEmpty();
    assertThat(
            Invocation.of("inspect", model, "--bind", "b=" + two, "--output", "r").succeeds().out())
        .contains("2 classes, gives logits");
    Invocation.of("run", model, "--bind", "c=" + two).failsWith(2, "UNKNOWN_NAME");
    Invocation.of("run", model, "--bind", "b").failsWith(2, "USAGE");
    Invocation.of("run", model, "--bind", "b=" + folder.resolve("no.pb")).failsWith(2, "NOT_FOUND");
  }

  @Test
  void aPairWithAnOutputOfItsOwn() throws Exception {
    Path teacher = folder.resolve("teacher.onnx");
    GraphBuilder builder = new GraphBuilder("teacher");
    String x = builder.input("x", Shape.of(1, 64));
    double[] weights = new double[64 * 10];
    for (int i = 0; i < weights.length; i++) {
      // It takes every digit for a 0, and is right about some.
      weights[i] = i % 10 == 0 ? 0.5 : 0.25;
    }
    String w = builder.constant("w", Tensor.ofDoubles(Shape.of(64, 10), weights));
    String z = builder.add("z", new Op.MatMul(), x, w);
    Graph graph = builder.build(builder.add("p", new Op.Softmax(1), z), z);
    OnnxWriter.write(graph, teacher, WriteOptions.standard());
    Path student = Models.digits(folder.resolve("student.onnx"), 0, 1);
    Invocation.of("certify", "--teacher", teacher, "--student", student, "--count", 1)
        .failsWith(5, "MODELS_DIFFER");
    Invocation chosen =
        Invocation.of(
            "certify",
            "--teacher",
            teacher,
            "--student",
            student,
            "--count",
            20,
            "--eps",
            "0.001",
            "--output",
            "teacher:p");
    assertThat(chosen.exitCode()).as(chosen.err()).isZero();
  }

  @Test
  void senselessOptions() throws Exception {
    Path model = Models.mlp(folder.resolve("model.onnx"), 4, 3, 1);
    Invocation.of("run", model, "--random", 0).failsWith(2, "USAGE");
    Invocation.of("run", model, "--range", "1").failsWith(2, "USAGE");
    Invocation.of("run", model, "--range", "2,1").failsWith(2, "USAGE");
    Invocation.of("run", model, "--range", "0,1,2").failsWith(2, "USAGE");
    Invocation.of("run", model, "--tolerance", 0).failsWith(2, "USAGE");
    Invocation.of("run", folder.resolve("absent.onnx")).failsWith(2, "NOT_FOUND");
  }
}
