package ai.faithful.cli;

import ai.faithful.cli.report.RobustHtml;
import ai.faithful.cli.report.RobustJson;
import ai.faithful.cli.report.RobustReport;
import ai.faithful.cli.report.RobustTable;
import ai.faithful.onnx.ModelException;
import ai.faithful.training.EngineThreads;
import ai.faithful.training.data.DataException;
import ai.faithful.verify.VerifyException;
import ai.faithful.verify.certificate.Example;
import ai.faithful.verify.certificate.RobustCertificate;
import ai.faithful.verify.certificate.RobustCertifier;
import ai.faithful.verify.certificate.RobustResult;
import ai.faithful.verify.certificate.RobustSampler;
import ai.faithful.verify.certificate.RobustSettings;
import ai.faithful.verify.certificate.Status;
import ai.faithful.verify.certificate.Witness;
import ai.faithful.verify.region.FixedBox;
import ai.faithful.verify.region.Neighbourhood;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One run of {@link Robust}: checks, certifies, reports. */
final class RobustRun {
  private final Robust options;
  private final PrintWriter out;

  RobustRun(Robust options) {
    this.options = options;
    this.out = options.spec.commandLine().getOut();
  }

  /** The exit code. */
  int run() throws ModelException, DataException, VerifyException {
    // Regions are shared out to threads, each of which computes on its own.
    EngineThreads.setDefault();
    options.examples.check();
    Neighbourhood around = options.examples.around(options.region.neighbourhood());
    options.claim.check();
    RobustSettings settings =
        RobustSettings.of(around)
            .withSemantics(options.claim.semantics)
            .withEngine(options.engine.settings())
            .withSeed(options.claim.seed)
            .withStopsEarly(options.earlyStop);
    options.output.check();
    ModelFile.check(options.model);
    boolean box = around instanceof FixedBox;
    if (box) {
      options.examples.refuse("--box");
    }
    List<Example> ofData = box ? List.of() : options.examples.examples(around);
    RobustCertifier certifier =
        RobustCertifier.of(ModelFile.read(options.model, options.selection.selection()), settings);
    options.examples.checkOrder(options.model, certifier.model().logits());
    List<Example> examples =
        around instanceof FixedBox fixed
            ? List.of(BoxExample.of(fixed, certifier.model().logits()))
            : ofData;

    ProgressLine progress =
        new ProgressLine(options.spec.commandLine().getErr(), ErrorStream.isTerminal(), "examples");
    RobustCertificate certificate = certifier.certify(examples, progress::update);
    progress.end();
    RobustReport report =
        new RobustReport(
            VersionText.version(),
            certifier.model(),
            settings,
            box ? "the box" : options.examples.words(),
            certificate);
    RobustTable.lines(report).forEach(out::println);
    out.flush();
    write(report);
    options.claim.sample(
        (samples, seed, done) ->
            new RobustSampler(certifier.model(), settings).check(certificate, samples, seed, done),
        options.spec);
    return exitCode(certificate);
  }

  private void write(RobustReport report) {
    if (options.output.json != null) {
      AtomicFile.write(options.output.json, RobustJson.text(report));
    }
    if (options.output.html != null) {
      AtomicFile.write(options.output.html, RobustHtml.page(report));
    }
    if (options.output.witness != null) {
      Map<Integer, Witness> witnesses = new TreeMap<>();
      for (RobustResult result : report.certificate().examples()) {
        result.witness().ifPresent(w -> witnesses.put(result.example().index(), w));
      }
      WitnessFolder.write(
          options.output.witness, report.model().logits().inputs().get(0).shape(), witnesses);
    }
  }

  private static int exitCode(RobustCertificate certificate) {
    if (certificate.count(Status.REFUTED) > 0) {
      return ExitCode.REFUTED;
    }
    boolean nothing = certificate.count(Status.EXCLUDED) == certificate.examples().size();
    return nothing || certificate.count(Status.UNKNOWN) > 0 ? ExitCode.UNKNOWN : ExitCode.OK;
  }
}
