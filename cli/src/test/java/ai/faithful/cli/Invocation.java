package ai.faithful.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;

/** One run of the command line inside the test's process: arguments in, exit code and text out. */
record Invocation(int exitCode, String out, String err) {

  static Invocation of(Object... arguments) {
    String[] texts = new String[arguments.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = arguments[i].toString();
    }
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode = Main.run(texts, new PrintWriter(out), new PrintWriter(err));
    return new Invocation(exitCode, out.toString(), err.toString());
  }

  /** Checks that the run ended with this code, nothing on standard output and one line of error. */
  Invocation failsWith(int expected, String code) {
    assertThat(exitCode).as(err).isEqualTo(expected);
    assertThat(out).isEmpty();
    assertThat(err).startsWith("faithful: ").endsWith(" [" + code + "]" + System.lineSeparator());
    assertThat(err.lines()).hasSize(1);
    return this;
  }

  /** Checks that the run ended with 0. */
  Invocation succeeds() {
    assertThat(exitCode).as(err).isZero();
    return this;
  }
}
