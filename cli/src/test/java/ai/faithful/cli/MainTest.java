package ai.faithful.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MainTest {

  @Test
  void helpGoesToStandardOutput() {
    Invocation run = Invocation.of("--help").succeeds();
    assertThat(run.out()).startsWith("Usage: faithful").contains("Commands:", "Exit codes:");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void versionIsTheBuilds() {
    assertThat(Invocation.of("--version").succeeds().out()).matches("faithful \\d+\\.\\d+\\S*\\R");
  }

  @Test
  void everyCommandHasHelpAndVersion() {
    String[] commands = {"certify", "train", "distill", "inspect", "generate-completion"};
    for (String command : commands) {
      assertThat(Invocation.of(command, "--help").succeeds().out())
          .startsWith("Usage: faithful " + command);
      assertThat(Invocation.of(command, "--version").succeeds().out()).startsWith("faithful ");
    }
  }

  @Test
  void noCommand() {
    assertThat(Invocation.of().failsWith(2, "USAGE").err()).contains("which command");
  }

  @Test
  void unknownCommand() {
    Invocation.of("certfy").failsWith(2, "USAGE");
  }

  @Test
  void unknownOption() {
    assertThat(Invocation.of("--versoin").failsWith(2, "USAGE").err()).contains("--version");
  }
}
