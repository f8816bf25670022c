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

  private static String wrong(Object... arguments) {
    return Invocation.of(arguments).failsWith(2, "USAGE").err();
  }

  @Test
  void unknownCommand() {
    assertThat(wrong("certfy")).contains("'certfy'; did you mean certify; see faithful --help");
    assertThat(wrong("data", "verfy")).contains("did you mean verify;");
    assertThat(wrong("help", "certfy")).contains("did you mean certify;");
    assertThat(wrong("nonsense"))
        .contains("'nonsense'; known are certify, robust, train,")
        .doesNotContain("did you mean");
  }

  @Test
  void unknownOption() {
    assertThat(wrong("--versoin")).contains("'--versoin'; did you mean --version;");
    assertThat(wrong("certify", "--epss", "0.1")).contains("did you mean --eps;");
    assertThat(wrong("certify", "--epsilon=0.1")).contains("'--epsilon'; did you mean --eps;");
    assertThat(wrong("certify", "--nothing-alike")).contains("'--nothing-alike'; see");
    assertThat(wrong("certify", "-x")).contains("'-x'; see");
    assertThat(wrong("certify", "spare")).contains("unexpected argument 'spare'");
  }

  @Test
  void valueOfAnotherKind() {
    assertThat(wrong("certify", "--count", "2.5")).contains("--count is '2.5', must be a whole");
    assertThat(wrong("certify", "--mean", "x")).contains("--mean is 'x', must be a number");
    assertThat(wrong("certify", "--semantics", "x"))
        .contains("--semantics is 'x', must be one of real, float32");
    assertThat(wrong("certify", "--early-stop=x")).contains("must be true or false");
  }

  @Test
  void distancesCountExchangedLettersOnce() {
    assertThat(ArgumentMessage.distance("", "eps")).isEqualTo(3);
    assertThat(ArgumentMessage.distance("--versoin", "--version")).isEqualTo(1);
    assertThat(ArgumentMessage.distance("certfy", "certify")).isEqualTo(1);
    assertThat(ArgumentMessage.distance("verify", "certify")).isEqualTo(2);
  }
}
