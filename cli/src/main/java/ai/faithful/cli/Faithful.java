package ai.faithful.cli;

import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command that holds the others; what is marked INHERIT here, every command has. */
@Command(
    name = "faithful",
    description = "Proves how far a distilled student network can drift from its teacher.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      Certify.class,
      Robust.class,
      Train.class,
      Distill.class,
      Evaluate.class,
      Reproduce.class,
      DataCommand.class,
      Inspect.class,
      Run.class,
      GenerateCompletion.class,
      HelpCommand.class
    },
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    usageHelpAutoWidth = true,
    showDefaultValues = false,
    footer = {
      "",
      "Exit codes: 0 certified or done, 1 internal error, 2 usage, 3 refuted,",
      "4 unknown or out of time, 5 bad or unsupported model (docs/errors.md)."
    })
final class Faithful implements Runnable {
  static final String STACK_TRACE = "--stacktrace";

  @Spec private CommandSpec spec;

  @Option(
      names = STACK_TRACE,
      scope = ScopeType.INHERIT,
      description = "Show where an error comes from.")
  boolean stackTrace;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }
}
