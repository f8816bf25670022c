package ai.faithful.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Where the process starts and ends. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    QuietLogging.install();
    StandardOutput out = new StandardOutput();
    int exitCode = run(arguments, out.writer(), writer(System.err));
    System.exit(out.close(exitCode));
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, Charset.defaultCharset());
  }

  /** Runs one command; what {@link #main} does, without ending the process. */
  static int run(String[] arguments, PrintWriter out, PrintWriter err) {
    CommandLine command =
        new CommandLine(new Faithful())
            .setOut(out)
            .setErr(err)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(Main::badArguments)
            .setExecutionExceptionHandler(Main::failed);
    int exitCode;
    try {
      exitCode = command.execute(arguments);
    } catch (OutOfMemoryError | StackOverflowError | LinkageError e) {
      // What the handlers are not given; a native library that does not load, for one.
      exitCode = report(command, Failure.of(e));
    }
    out.flush();
    err.flush();
    return exitCode;
  }

  private static int badArguments(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    if (e.getCause() instanceof CliException cause) {
      return report(command, Failure.of(cause));
    }
    return report(command, new Failure(ExitCode.USAGE, "USAGE", ArgumentMessage.of(e)));
  }

  private static int failed(Exception e, CommandLine command, ParseResult parsed) {
    if (parsed.expandedArgs().contains(Faithful.STACK_TRACE)) {
      e.printStackTrace(command.getErr());
    }
    return report(command, Failure.of(e));
  }

  private static int report(CommandLine command, Failure failure) {
    command.getErr().println(failure.line());
    return failure.exitCode();
  }
}
