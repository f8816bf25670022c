package ai.faithful.onnx;

import ai.faithful.ir.Input;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.eval.Evaluator;
import ai.faithful.ir.eval.Jumps;
import ai.onnxruntime.OrtException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Whether damaged files that were read mean what ONNX Runtime takes them for. As a command: {@code
 * ReaderFuzzAgreement FOLDER}, of files that {@link ReaderFuzz} kept. ONNX Runtime may crash on a
 * damaged file and take its process with it; so it runs in a process of its own, which is started
 * again behind the file that ended it.
 */
final class ReaderFuzzAgreement {
  private static final long ELEMENTS = 1 << 22;

  private ReaderFuzzAgreement() {}

  public static void main(String[] arguments) throws Exception {
    List<Path> files = Corpora.files(Path.of(arguments[0]), ".onnx");
    if (arguments.length > 1) {
      work(files, Integer.parseInt(arguments[1]));
      return;
    }
    Map<String, Integer> outcomes = new TreeMap<>();
    int done = 0;
    while (done < files.size()) {
      done = supervise(arguments[0], files, done, outcomes);
    }
    System.out.println(files.size() + " files: " + outcomes);
  }

  private static int supervise(
      String folder, List<Path> files, int from, Map<String, Integer> outcomes)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx2g");
    String natives = System.getProperty("onnxruntime.native.path");
    if (natives != null) {
      command.add("-Donnxruntime.native.path=" + natives);
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(ReaderFuzzAgreement.class.getName(), folder, String.valueOf(from)));
    Process worker =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    int done = from;
    try (BufferedReader lines = worker.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] parts = line.split("\t", 2);
        if (parts.length < 2) {
          continue;
        }
        outcomes.merge(parts[0], 1, Integer::sum);
        if (parts[0].equals("differs") || parts[0].equals("fails")) {
          System.out.println(files.get(done) + ": " + line);
        }
        done++;
      }
    }
    if (worker.waitFor() != 0 && done < files.size()) {
      outcomes.merge("ends ONNX Runtime's process", 1, Integer::sum);
      System.out.println(files.get(done) + " ends ONNX Runtime's process");
      done++;
    }
    return done;
  }

  private static void work(List<Path> files, int from) {
    for (Path file : files.subList(from, files.size())) {
      String outcome;
      try {
        outcome = compare(OnnxReader.read(file));
      } catch (ModelException e) {
        outcome = "refused here\t" + e.getMessage();
      } catch (Exception e) {
        outcome = "fails\t" + e;
      }
      System.out.println(outcome.replace('\n', ' '));
    }
  }

  private static String compare(OnnxModel model) throws Exception {
    if (ReaderFuzz.elements(model.graph()) > ELEMENTS) {
      return "large\t";
    }
    try (OtherRuntime runtime = OtherRuntime.open(model)) {
      Evaluator evaluator = new Evaluator(model.graph());
      Jumps jumps = new Jumps(model.graph());
      Random random = new Random(1);
      String outcome = "near a jump\t";
      for (int point = 0; point < 3; point++) {
        Map<String, Tensor> x = point(model, random);
        if (jumps.near(x)) {
          continue;
        }
        Map<String, Tensor> expected = runtime.run(x, model.graph().outputs());
        Map<String, Tensor> actual = evaluator.run(x);
        for (String output : expected.keySet()) {
          double difference = OtherRuntime.difference(expected.get(output), actual.get(output));
          if (!Double.isFinite(difference)) {
            return "not finite\t";
          }
          if (difference > (OtherRuntime.isHalf(model) ? 5e-2 : 1e-3)) {
            return "differs\t" + output + " by " + difference;
          }
        }
        outcome = "agrees\t";
      }
      return outcome;
    } catch (OrtException e) {
      return "refused by ONNX Runtime\t" + e.getMessage();
    } catch (AssertionError e) {
      return "differs\t" + e.getMessage();
    }
  }

  private static Map<String, Tensor> point(OnnxModel model, Random random) {
    Map<String, Tensor> x = new LinkedHashMap<>();
    for (Input input : model.graph().inputs()) {
      float[] elements = new float[input.shape().size()];
      for (int i = 0; i < elements.length; i++) {
        elements[i] = random.nextInt(1025) / 1024f;
      }
      x.put(input.name(), Tensor.ofFloats(input.shape(), elements));
    }
    return x;
  }
}
