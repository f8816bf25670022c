package ai.faithful.onnx;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** ONNX files made by others, kept beside the repository; tests skip visibly without them. */
final class Corpora {
  private Corpora() {}

  static Path folder(String name) {
    Path folder = Path.of("..", "..", "shared", "corpora", name);
    if (!Files.isDirectory(folder)) {
      folder = Path.of("..", "shared", "corpora", name);
    }
    assumeTrue(Files.isDirectory(folder), "no folder ../shared/corpora/" + name);
    return folder;
  }

  static List<Path> models(String name) {
    return files(folder(name), ".onnx");
  }

  static List<Path> files(Path folder, String suffix) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(f -> f.toString().endsWith(suffix)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
