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
import ai.faithful.training.data.Reading.Layout;
import ai.faithful.training.data.Split;
import ai.faithful.training.evaluate.Evaluation;
import ai.faithful.verify.SettingException;
import ai.faithful.verify.VerifyException;
import ai.faithful.verify.certificate.Certifier;
import ai.faithful.verify.certificate.CertifySettings;
import ai.faithful.verify.certificate.Example;
import ai.faithful.verify.certificate.ModelPair;
import ai.faithful.verify.certificate.Summary;
import ai.faithful.verify.region.Domain;
import ai.faithful.verify.region.Epsilon;
import ai.faithful.verify.region.Norm;
import ai.faithful.verify.region.NormBall;
import java.io.PrintWriter;
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
    NormBall ball = ball();
    CertifySettings settings = CertifySettings.of(options.reading.around(ball));
    ComputeDevice device = device();
    checkOutputs();
    ModelFile.check(options.teacher);
    ModelFile.check(options.student);
    Dataset images = images(ball.valid());
    OnnxModel teacher = ModelFile.read(options.teacher, options.selection.ofTeacher());
    OnnxModel student = ModelFile.read(options.student, options.selection.ofStudent());
    ModelPair pair = ModelPair.of(teacher, student);
    Dataset data = fitting(images, pair);
    ProgressLine progress = new ProgressLine(err, ErrorStream.isTerminal(), "images evaluated");
    Evaluation evaluation =
        Evaluation.of(
            pair.teacher().logits(),
            pair.student().logits(),
            data,
            ball.radius().above().doubleValue(),
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
            options.data.isFile() ? options.data.name() : data.name() + ", test",
            evaluation,
            certified(pair, data, settings));
    EvaluationTable.lines(report).forEach(out::println);
    out.flush();
    write(report);
  }

  private Dataset images(Domain valid) throws DataException {
    Dataset all =
        Datasets.load(
                options.data.name(),
                options.data.directory(),
                Split.TEST,
                options.reading.reading())
            .within(valid.lower().doubleValue(), valid.upper().doubleValue());
    return options.count == null ? all : all.first(options.count);
  }

  /** The images with the models' classes. */
  private Dataset fitting(Dataset data, ModelPair pair) {
    // A file's labels need not show every class.
    boolean known =
        options.data.isFile() ? data.classes() <= pair.classes() : data.classes() == pair.classes();
    if (pair.inputSize() != data.sampleShape().size() || !known) {
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
    if (options.reading.reading().layout() != Layout.FLAT) {
      AxisOrder.check(data.name(), data.sampleShape(), options.teacher, pair.teacher().logits());
      AxisOrder.check(data.name(), data.sampleShape(), options.student, pair.student().logits());
    }
    return data.withClasses(pair.classes());
  }

  private @Nullable Summary certified(ModelPair pair, Dataset data, CertifySettings settings)
      throws VerifyException {
    if (options.certify == 0) {
      return null;
    }
    List<Example> examples = new ArrayList<>();
    Dataset first = data.first(options.certify);
    for (int i = 0; i < first.size(); i++) {
      float[] image = settings.around().counted(first.images()[i]);
      examples.add(new Example(i, image, first.labels()[i]));
    }
    ProgressLine progress = new ProgressLine(err, ErrorStream.isTerminal(), "images certified");
    Summary summary = new Certifier(pair, settings).certify(examples, progress::update).summary();
    progress.end();
    return summary;
  }

  private NormBall ball() {
    if (options.steps < 1 || options.certify < 0 || (options.count != null && options.count < 1)) {
      throw CliException.usage("--attack-steps and --count start at 1, --certify at 0");
    }
    try {
      return new NormBall(Norm.INF, Epsilon.parse(options.epsilon), options.domain.orUnit());
    } catch (SettingException e) {
      throw CliException.usage(
          "--eps '" + options.epsilon + "' is no radius such as 0.02 or 8/255");
    }
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
