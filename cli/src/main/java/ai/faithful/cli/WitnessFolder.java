package ai.faithful.cli;

import ai.faithful.cli.report.CertificateReport;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.onnx.TensorFile;
import ai.faithful.verify.certificate.ExampleResult;
import ai.faithful.verify.certificate.Witness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Counterexamples as files: {@code example-00007.pb}, an ONNX TensorProto of the input's shape. */
final class WitnessFolder {
  private static final String NAMES = "example-\\d+\\.pb";

  private WitnessFolder() {}

  /**
   * Checks before long work that the folder is there or can be made, and holds no counterexamples
   * of an earlier run, which could be taken for this one's.
   *
   * @throws CliException a usage error naming the option
   */
  static void check(Path folder) {
    if (Files.exists(folder) ? !Files.isDirectory(folder) : parentMissing(folder)) {
      throw CliException.usage("--witness " + folder + " is not a folder and cannot become one");
    }
    if (holdsCounterexamples(folder)) {
      throw CliException.usage(
          "--witness " + folder + " holds counterexamples of an earlier run; name another folder");
    }
  }

  private static boolean holdsCounterexamples(Path folder) {
    String[] names = folder.toFile().list();
    return names != null && Arrays.stream(names).anyMatch(name -> name.matches(NAMES));
  }

  private static boolean parentMissing(Path folder) {
    Path parent = folder.toAbsolutePath().getParent();
    return parent == null || !Files.isDirectory(parent);
  }

  /** Writes a file for each example that has a counterexample. */
  static void write(Path folder, CertificateReport report) {
    Map<Integer, Witness> witnesses = new TreeMap<>();
    for (ExampleResult result : report.certificate().examples()) {
      result.witness().ifPresent(w -> witnesses.put(result.index(), w));
    }
    write(folder, report.pair().teacher().logits().inputs().get(0).shape(), witnesses);
  }

  /** Writes a file for each counterexample, by example. */
  static void write(Path folder, Shape shape, Map<Integer, Witness> witnesses) {
    try {
      Files.createDirectories(folder);
      for (Map.Entry<Integer, Witness> entry : witnesses.entrySet()) {
        String name = String.format(Locale.ROOT, "example-%05d.pb", entry.getKey());
        Tensor tensor = Tensor.ofFloats(shape, entry.getValue().input());
        TensorFile.write(folder.resolve(name), "input", tensor);
      }
    } catch (IOException e) {
      throw CliException.output(
          "cannot write a counterexample to " + folder + ": " + AtomicFile.reason(e));
    }
  }
}
