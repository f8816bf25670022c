package ai.faithful.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandTest {
  @TempDir private Path folder;

  @Test
  void listsEveryDataSet() {
    assertThat(Invocation.of("data", "list").succeeds().out())
        .contains("digits", "mnist", "fashion-mnist", "cifar10", "170.1 MB");
    Invocation.of("data").failsWith(2, "USAGE");
  }

  @Test
  void verifiesFiles() throws Exception {
    Files.writeString(folder.resolve("t10k-labels-idx1-ubyte.gz"), "something else");
    Invocation run = Invocation.of("data", "verify", "mnist", "--data-dir", folder);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).contains("missing", "differs", "ec29112dd5afa0611ce80d1b7f02629c");
    assertThat(run.err()).contains("4 of 4 files of mnist are missing or differ");
    Invocation.of("data", "verify", "digits", "--data-dir", folder).succeeds();
    Invocation.of("data", "verify", "soup", "--data-dir", folder).failsWith(2, "UNKNOWN_DATA_SET");
  }

  @Test
  void embeddedDataNeedsNoFetching() {
    assertThat(Invocation.of("data", "fetch", "digits", "--data-dir", folder).succeeds().out())
        .contains("embedded");
  }
}
