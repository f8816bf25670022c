package ai.faithful.cli;

import ai.faithful.cli.report.EvaluationCsv;
import ai.faithful.cli.report.EvaluationHtml;
import ai.faithful.cli.report.EvaluationJson;
import ai.faithful.cli.report.EvaluationReport;
import ai.faithful.cli.report.EvaluationTable;
import ai.faithful.onnx.ModelException;
import ai.faithful.onnx.OnnxModel;
import ai.faithful.training.ComputeDevice;
import ai.faithful.training.TrainingException;
import ai.faithful.training.data.DataException;
import ai.faithful.training.data.Dataset;
import ai.faithful.training.data.Datasets;
import ai.faithful.training.data.Split;
import ai.faithful.training.evaluate.Evaluation;
import ai.faithful.verify.SettingException;
import ai.faithful.verify.VerifyException;
import ai.faithful.verify.certificate.Certifier;
import ai.faithful.verify.certificate.CertifySettings;
import ai.faithful.verify.certificate.Example;
import ai.faithful.verify.certificate.ModelPair;
import ai.faithful.verify.certificate.Summary;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of {@link Evaluate}: checks, measures, certifies, reports. */
final class EvaluationRun {
  private final Evaluate options;
  private final PrintWriter out;
  private final PrintWriter err;

  EvaluationRun(Evaluate options) {
    this.options = options;
    this.out = options.spec.commandLine().getOut();
    this.err = options.spec.commandLine().getErr();
  }

  void run() throws ModelException, DataException, VerifyException, TrainingException {
    BigDecimal epsilon = epsilon();
    ComputeDevice device = device();
    checkOutputs();
    ModelFile.check(options.teacher);
    ModelFile.check(options.student);
    Dataset all = Datasets.load(options.data.name(), options.data.directory(), Split.TEST);
    Dataset data = options.count == null ? all : all.first(options.count);
    OnnxModel teacher = ModelFile.read(options.teacher, options.selection.ofTeacher());
    OnnxModel student = ModelFile.read(options.student, options.selection.ofStudent());
    ModelPair pair = ModelPair.of(teacher, student);
    if (pair.inputSize() != data.sampleShape().size() || pair.classes() != data.classes()) {
      throw CliException.usage(
          "the models read "
              + pair.inputSize()
              + " numbers and know "
              + pair.classes()
              + " classes; "
              + data.name()
              + " has "
              + data.sampleShape().size()
              + " and "
              + data.classes());
    }
    ProgressLine progress = new ProgressLine(err, ErrorStream.isTerminal(), "images evaluated");
    Evaluation evaluation =
        Evaluation.of(
            pair.teacher().logits(),
            pair.student().logits(),
            data,
            epsilon.doubleValue(),
            options.steps,
            device,
            done -> progress.update(done, data.size()));
    progress.end();
    EvaluationReport report =
        new EvaluationReport(
            VersionText.version(),
            options.teacher.toString(),
            teacher.sha256(),
            options.student.toString(),
            student.sha256(),
            data.name() + ", test",
            evaluation,
            certified(pair, data, epsilon));
    EvaluationTable.lines(report).forEach(out::println);
    out.flush();
    write(report);
  }

  private @Nullable Summary certified(ModelPair pair, Dataset data, BigDecimal epsilon)
      throws VerifyException {
    if (options.certify == 0) {
      return null;
    }
    List<Example> examples = new ArrayList<>();
    Dataset first = data.first(options.certify);
    for (int i = 0; i < first.size(); i++) {
      examples.add(new Example(i, first.images()[i], first.labels()[i]));
    }
    ProgressLine progress = new ProgressLine(err, ErrorStream.isTerminal(), "images certified");
    Summary summary =
        new Certifier(pair, CertifySettings.of(epsilon))
            .certify(examples, progress::update)
            .summary();
    progress.end();
    return summary;
  }

  private BigDecimal epsilon() {
    if (options.steps < 1 || options.certify < 0 || (options.count != null && options.count < 1)) {
      throw CliException.usage("--attack-steps and --count start at 1, --certify at 0");
    }
    BigDecimal epsilon;
    try {
      epsilon = new BigDecimal(options.epsilon.strip());
      CertifySettings.of(epsilon);
    } catch (NumberFormatException | SettingException e) {
      throw CliException.usage("--eps '" + options.epsilon + "' is no radius such as 0.02");
    }
    return epsilon;
  }

  private ComputeDevice device() {
    try {
      return ComputeDevice.parse(options.device);
    } catch (IllegalArgumentException e) {
      throw CliException.usage(e);
    }
  }

  private void checkOutputs() {
    if (options.json != null) {
      AtomicFile.check("--json", options.json);
    }
    if (options.csv != null) {
      AtomicFile.check("--csv", options.csv);
    }
    if (options.html != null) {
      AtomicFile.check("--html", options.html);
    }
  }

  private void write(EvaluationReport report) {
    if (options.json != null) {
      AtomicFile.write(options.json, EvaluationJson.text(report));
    }
    if (options.csv != null) {
      AtomicFile.write(options.csv, EvaluationCsv.text(report));
    }
    if (options.html != null) {
      AtomicFile.write(options.html, EvaluationHtml.page(report));
    }
  }
}
