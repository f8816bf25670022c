package ai.faithful.verify.bound;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The files that other ecosystems' exporters made. */
public final class ExporterFixtures {
  static final Path FOLDER = Path.of("..", "testdata", "exporters");

  private ExporterFixtures() {}

  /** A file by its name without the ending; the test is skipped where it is not there. */
  public static Path file(String name) {
    Path file = FOLDER.resolve(name + ".onnx");
    assumeTrue(Files.exists(file), "no fixture " + name);
    return file;
  }
}
