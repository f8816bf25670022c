package ai.faithful.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class FailureTest {

  @Test
  void isOneLine() {
    Failure failure = Failure.of(CliException.usage("first\n  second"));
    assertThat(failure.line()).isEqualTo("faithful: first; second [USAGE]");
  }

  @Test
  void namesTheMissingFile() {
    Failure failure = Failure.of(new NoSuchFileException("a.onnx"));
    assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(failure.message()).contains("a.onnx");
  }

  @Test
  void namesTheForbiddenFile() {
    assertThat(Failure.of(new AccessDeniedException("a.onnx")).message()).contains("a.onnx");
  }

  @Test
  void looksThroughWrappers() {
    Failure failure = Failure.of(new ExecutionException(CliException.missing("gone")));
    assertThat(failure).isEqualTo(new Failure(ExitCode.USAGE, "NOT_FOUND", "gone"));
  }

  @Test
  void everythingElseIsOurs() {
    Failure failure = Failure.of(new IllegalStateException("surprise"));
    assertThat(failure.exitCode()).isEqualTo(ExitCode.INTERNAL);
    assertThat(failure.message()).contains("surprise", "--stacktrace");
  }

  @Test
  void memory() {
    assertThat(Failure.of(new OutOfMemoryError()).message()).contains("-Xmx");
  }
}
