package ai.faithful.cli;

import ai.faithful.cli.report.CertificateHtml;
import ai.faithful.cli.report.CertificateJson;
import ai.faithful.cli.report.CertificateReport;
import ai.faithful.cli.report.CertificateTable;
import ai.faithful.onnx.ModelException;
import ai.faithful.training.EngineThreads;
import ai.faithful.training.data.DataException;
import ai.faithful.verify.SettingException;
import ai.faithful.verify.VerifyException;
import ai.faithful.verify.certificate.Certificate;
import ai.faithful.verify.certificate.Certifier;
import ai.faithful.verify.certificate.CertifySettings;
import ai.faithful.verify.certificate.Example;
import ai.faithful.verify.certificate.ModelPair;
import ai.faithful.verify.certificate.SoundnessSampler;
import ai.faithful.verify.certificate.Summary;
import ai.faithful.verify.region.FixedBox;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of {@link Certify}: checks, certifies, reports. */
final class Certification {
  private static final String SHIPPED = "models/digits/mlp/";

  private final Certify options;
  private final PrintWriter out;

  Certification(Certify options) {
    this.options = options;
    this.out = options.spec.commandLine().getOut();
  }

  /** The exit code. */
  int run() throws ModelException, DataException, VerifyException {
    // Regions are shared out to threads, each of which computes on its own.
    EngineThreads.setDefault();
    CertifySettings settings = settings();
    options.output.check();
    Path teacher = model("--teacher", options.teacher, "teacher.onnx");
    Path student = model("--student", options.student, "student-faithful.onnx");
    ModelFile.check(teacher);
    ModelFile.check(student);
    boolean box = settings.around() instanceof FixedBox;
    if (box) {
      options.examples.refuse("--box");
    }
    List<Example> ofData = box ? List.of() : options.examples.examples(settings.around());
    ModelPair pair =
        ModelPair.of(
            ModelFile.read(teacher, options.selection.ofTeacher()),
            ModelFile.read(student, options.selection.ofStudent()));
    options.examples.checkOrder(teacher, pair.teacher().logits());
    options.examples.checkOrder(student, pair.student().logits());
    List<Example> examples =
        settings.around() instanceof FixedBox fixed
            ? List.of(BoxExample.of(fixed, pair.teacher().logits()))
            : ofData;

    ProgressLine progress =
        new ProgressLine(options.spec.commandLine().getErr(), ErrorStream.isTerminal(), "examples");
    Certificate certificate = new Certifier(pair, settings).certify(examples, progress::update);
    progress.end();
    CertificateReport report =
        new CertificateReport(
            VersionText.version(),
            pair,
            settings,
            box ? "the box" : options.examples.words(),
            certificate);
    CertificateTable.lines(report).forEach(out::println);
    out.flush();
    write(report);
    options.claim.sample(
        (samples, seed, done) ->
            new SoundnessSampler(pair, settings).check(certificate, samples, seed, done),
        options.spec);
    return exitCode(certificate.summary());
  }

  private CertifySettings settings() {
    if ((options.teacher == null) != (options.student == null)) {
      throw CliException.usage("give both --teacher and --student, or neither");
    }
    options.examples.check();
    options.claim.check();
    try {
      CertifySettings settings =
          CertifySettings.of(options.examples.around(options.region.neighbourhood()))
              .withProperty(options.property.property())
              .withBound(options.bound)
              .withEngine(options.engine.settings())
              .withSemantics(options.claim.semantics)
              .withStopsEarly(options.earlyStop)
              .withSeed(options.claim.seed);
      return options.property.delta().map(settings::withDelta).orElse(settings);
    } catch (SettingException e) {
      throw CliException.usage(e);
    }
  }

  private static Path model(String option, @Nullable Path given, String shipped) {
    if (given != null) {
      return given;
    }
    String home = System.getProperty("faithful.home", ".");
    Path file = Path.of(home).resolve(SHIPPED + shipped);
    if (!file.toFile().isFile()) {
      throw CliException.missing(
          "the shipped model " + file + " is not there; name another by " + option);
    }
    return file;
  }

  private void write(CertificateReport report) {
    if (options.output.json != null) {
      AtomicFile.write(options.output.json, CertificateJson.text(report));
    }
    if (options.output.html != null) {
      AtomicFile.write(options.output.html, CertificateHtml.page(report));
    }
    if (options.output.witness != null) {
      WitnessFolder.write(options.output.witness, report);
    }
  }

  private static int exitCode(Summary summary) {
    if (summary.refuted() > 0) {
      return ExitCode.REFUTED;
    }
    boolean nothing = summary.excluded() == summary.count();
    return nothing || summary.unknown() > 0 ? ExitCode.UNKNOWN : ExitCode.OK;
  }
}
