package ai.faithful.cli;

import ai.faithful.training.data.Catalog;
import ai.faithful.training.data.DataException;
import ai.faithful.training.data.DataFile;
import ai.faithful.training.data.Fetch;
import ai.faithful.training.data.Verification;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Data sets: which there are, getting them, checking them. */
@Command(
    name = "data",
    description = "List, download and check the data sets.",
    synopsisSubcommandLabel = "(list | fetch | verify)",
    footerHeading = "%nExample:%n",
    footer = "  faithful data fetch mnist --data-dir DIR")
final class DataCommand implements Runnable {
  private static final String DIRECTORY =
      "Folder of the data sets; each has a folder of its name in it.";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "list, fetch or verify?");
  }

  @Command(name = "list", description = "Name every data set and where it comes from.")
  int list() {
    PrintWriter out = spec.commandLine().getOut();
    for (Catalog catalog : Catalog.all()) {
      long bytes =
          catalog.archive().isPresent()
              ? catalog.archive().get().size()
              : catalog.files().stream().mapToLong(DataFile::size).sum();
      out.printf(Locale.ROOT, "%-15s%s%n", catalog.name(), catalog.contents());
      if (!catalog.mirrors().isEmpty()) {
        out.printf(
            Locale.ROOT, "%-15s%.1f MB from %s%n", "", bytes / 1e6, catalog.mirrors().get(0));
      }
    }
    return ExitCode.OK;
  }

  @Command(
      name = "fetch",
      description = {
        "Download a data set from its authors' mirrors: whole files, checked against their"
            + " checksums; run again after an interruption, it goes on where it stopped."
      })
  int fetch(
      @Parameters(paramLabel = "NAME", description = "mnist, fashion-mnist or cifar10.")
          String name,
      @Option(names = "--data-dir", paramLabel = "DIR", required = true, description = DIRECTORY)
          Path directory)
      throws DataException {
    Catalog catalog = Catalog.of(name);
    DownloadLine line = new DownloadLine(spec.commandLine().getErr(), ErrorStream.isTerminal());
    try {
      print(Fetch.run(catalog, directory, line::show));
    } finally {
      line.end();
    }
    if (catalog.files().isEmpty()) {
      spec.commandLine().getOut().println(name + " is embedded; there is nothing to get");
    }
    return ExitCode.OK;
  }

  @Command(name = "verify", description = "Compare a data set's files with their checksums.")
  int verify(
      @Parameters(paramLabel = "NAME", description = "mnist, fashion-mnist or cifar10.")
          String name,
      @Option(names = "--data-dir", paramLabel = "DIR", required = true, description = DIRECTORY)
          Path directory)
      throws DataException {
    List<Verification.Finding> findings = Verification.of(Catalog.of(name), directory);
    print(findings);
    long wrong = findings.stream().filter(f -> f.state() != Verification.State.OK).count();
    if (wrong > 0) {
      throw CliException.missing(
          wrong + " of " + findings.size() + " files of " + name + " are missing or differ");
    }
    return ExitCode.OK;
  }

  private void print(List<Verification.Finding> findings) {
    PrintWriter out = spec.commandLine().getOut();
    for (Verification.Finding finding : findings) {
      out.printf(
          Locale.ROOT,
          "%-8s %s  %s%n",
          finding.state().name().toLowerCase(Locale.ROOT),
          finding.file().md5(),
          finding.path());
    }
    out.flush();
  }
}
