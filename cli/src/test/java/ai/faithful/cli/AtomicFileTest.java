package ai.faithful.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
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

  @Test
  void aDeviceStaysADevice() {
    Path device = Path.of("/dev/null");
    assumeTrue(Files.isWritable(device), "needs /dev/null");
    AtomicFile.check("--json", device);
    AtomicFile.write(device, "text");
    assertThat(Files.isRegularFile(device)).isFalse();
    assertThatThrownBy(() -> AtomicFile.checkRegular("--out", device))
        .hasMessageContaining("no regular file");
  }

  @Test
  void aFullDeviceIsNamed() {
    Path device = Path.of("/dev/full");
    assumeTrue(Files.isWritable(device), "needs /dev/full");
    assertThatThrownBy(() -> AtomicFile.write(device, "text"))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("/dev/full");
    assertThat(Files.isRegularFile(device)).isFalse();
  }

  @Test
  void aLinkIsFollowed() throws IOException {
    Path file = Files.writeString(folder.resolve("real.json"), "old");
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    assumeTrue(posix, "needs symbolic links that everybody may make");
    Path link = Files.createSymbolicLink(folder.resolve("link.json"), file);
    AtomicFile.write(link, "new");
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(file).hasContent("new");
  }
}
