package ai.faithful.cli;

import ai.faithful.cli.report.ComparisonHtml;
import ai.faithful.cli.report.ComparisonText;
import ai.faithful.training.experiment.Comparison;
import ai.faithful.training.experiment.Experiment;
import ai.faithful.training.experiment.ExperimentFile;
import ai.faithful.training.experiment.Outcomes;
import ai.faithful.training.experiment.Reproduction;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a whole experiment. */
@Command(
    name = "reproduce",
    description = {
      "Run an experiment: train its teacher and every student, export, evaluate and certify them,"
          + " and compare. Stopped anywhere, the same command goes on there."
    },
    footerHeading = "%nExample:%n",
    footer = "  faithful reproduce digits --profile smoke --out DIR")
final class Reproduce implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "EXPERIMENT",
      description = "A name in models/experiments, or a YAML file.")
  private String experiment;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      defaultValue = "cpu",
      description = "How large: smoke, cpu or gpu. Default: ${DEFAULT-VALUE}.")
  private String profile;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Folder of the data set's files, or of folders named like data sets.")
  private @Nullable Path dataDir;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder of models and results; created if it is not there.")
  private Path out;

  @Override
  public Integer call() throws Exception {
    Experiment parsed = ExperimentFile.parse(text(), profile);
    try {
      Files.createDirectories(out);
    } catch (IOException e) {
      throw CliException.usage("--out " + out + " cannot be created: " + e.getMessage());
    }
    Comparison comparison =
        new Reproduction(
                parsed,
                Optional.ofNullable(dataDir),
                out,
                VersionText.version(),
                ErrorStream.progress(spec))
            .run();
    AtomicFile.write(out.resolve("results.json"), Outcomes.toJson(comparison.outcomes()));
    AtomicFile.write(out.resolve("results.csv"), ComparisonText.csv(comparison));
    AtomicFile.write(out.resolve("results.md"), ComparisonText.markdown(comparison));
    AtomicFile.write(
        out.resolve("results.html"), ComparisonHtml.page(comparison, VersionText.version()));
    PrintWriter writer = spec.commandLine().getOut();
    ComparisonText.lines(comparison).forEach(writer::println);
    writer.println("results     " + out.resolve("results.md") + " (.csv, .json, .html)");
    writer.flush();
    return ExitCode.OK;
  }

  private static String shipped(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(".yaml"))
          .map(name -> name.substring(0, name.length() - ".yaml".length()))
          .sorted()
          .collect(Collectors.joining(", "));
    } catch (IOException e) {
      return "none";
    }
  }

  private String text() {
    Path named = Path.of(experiment);
    Path folder = Path.of(System.getProperty("faithful.home", ".")).resolve("models/experiments");
    Path shipped = folder.resolve(experiment + ".yaml");
    Path file = experiment.matches("[a-z0-9-]+") && !Files.exists(named) ? shipped : named;
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw CliException.missing(
          "there is no experiment " + file + "; shipped are " + shipped(folder));
    } catch (IOException e) {
      throw CliException.missing(file + " cannot be read as text: " + AtomicFile.reason(e));
    }
  }
}
