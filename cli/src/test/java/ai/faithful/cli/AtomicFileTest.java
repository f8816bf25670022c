package ai.faithful.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir private Path folder;

  @Test
  void replacesAndLeavesNothingElse() throws IOException {
    Path file = folder.resolve("out.json");
    AtomicFile.write(file, "old");
    AtomicFile.write(file, "new");
    assertThat(file).hasContent("new");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void failureNamesTheFileAndKeepsTheFolderClean() throws IOException {
    Path target = Files.createDirectory(folder.resolve("taken"));
    Files.writeString(target.resolve("inside"), "");
    assertThatThrownBy(() -> AtomicFile.write(target, "text"))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("taken");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(target);
    }
  }

  @Test
  void missingFolder() {
    Path file = folder.resolve("no/such/out.json");
    assertThatThrownBy(() -> AtomicFile.check("--json", file))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("--json")
        .hasMessageContaining("does not exist");
    assertThatThrownBy(() -> AtomicFile.write(file, "text")).isInstanceOf(CliException.class);
  }

  @Test
  void folderInPlaceOfAFile() {
    assertThatThrownBy(() -> AtomicFile.check("--json", folder))
        .hasMessageContaining("is a folder");
  }
}
