package ai.faithful.training.distill;

import ai.djl.ndarray.NDManager;
import ai.faithful.ir.Graph;
import ai.faithful.ir.pass.Classifier;
import ai.faithful.ir.pass.Passes;
import ai.faithful.onnx.ModelException;
import ai.faithful.onnx.OnnxModel;
import ai.faithful.onnx.OnnxReader;
import ai.faithful.training.DataChoice;
import ai.faithful.training.EngineThreads;
import ai.faithful.training.Initial;
import ai.faithful.training.TrainingException;
import ai.faithful.training.TrainingException.Code;
import ai.faithful.training.data.DataException;
import ai.faithful.training.data.Dataset;
import ai.faithful.training.export.Exporter;
import ai.faithful.training.export.Metrics;
import ai.faithful.training.export.ModelCard;
import ai.faithful.training.loop.FlatNetwork;
import ai.faithful.training.loop.Objective;
import ai.faithful.training.loop.Progress;
import ai.faithful.training.loop.Schedule;
import ai.faithful.training.loop.Trainer;
import ai.faithful.training.model.Trainable;
import ai.faithful.verify.rule.UnsupportedGraphException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** From a teacher's ONNX file to a student's, with its card. */
public final class StudentDistillation {
  private StudentDistillation() {}

  private record Teacher(OnnxModel model, Graph logits) {
    int classes() {
      return logits.shapeOf(logits.outputs().get(0)).size();
    }

    ModelCard.FileDigest digest() {
      return new ModelCard.FileDigest(model.path().getFileName().toString(), model.sha256());
    }
  }

  /**
   * Trains, exports, checks and measures a student.
   *
   * @return the card, as written beside the model
   * @throws DataException if the data set cannot be had
   * @throws ModelException if a teacher cannot be read
   * @throws TrainingException if training or export fails, or a teacher does not fit the data
   */
  public static ModelCard run(DistillSettings settings, Progress progress)
      throws DataException, ModelException, TrainingException {
    EngineThreads.setDefault();
    Exporter.checkWritable(settings.output());
    DataChoice.Loaded data = settings.data().load();
    Teacher teacher = read(settings.teacher());
    if (settings.data().isFile() && teacher.classes() > data.training().classes()) {
      data = data.withClasses(teacher.classes()); // some may have no sample
    }
    check(teacher, data.training());
    Optional<Teacher> standard = Optional.empty();
    if (settings.standardTeacher().isPresent()) {
      standard = Optional.of(read(settings.standardTeacher().get()));
      check(standard.get(), data.training());
    }
    Schedule schedule = settings.schedule();
    Trainable student = Initial.of(settings.architecture(), data.training(), schedule.seed());
    try (NDManager manager = settings.device().manager()) {
      Objective objective =
          DistillObjectives.of(
              settings.recipe(),
              schedule.ramp(),
              teacher.logits(),
              standard.map(Teacher::logits),
              student.graph(),
              manager);
      String digests =
          teacher.model().sha256() + standard.map(s -> ", " + s.model().sha256()).orElse("");
      Graph trained =
          new Trainer(
                  data.training(),
                  data.heldOut(),
                  schedule,
                  settings.output().checkpoints(),
                  settings.fingerprint(data, digests),
                  progress)
              .run(student, objective, manager);
      FlatNetwork network = FlatNetwork.of(trained, manager);
      OnnxModel written = Exporter.model(trained, network, data.test(), settings.output(), manager);
      progress.note("measuring on " + data.test().size() + " test images");
      Metrics metrics =
          Metrics.measure(
              network,
              Optional.of(FlatNetwork.of(teacher.logits(), manager)),
              data.test(),
              settings.recipe().epsilon(),
              manager);
      ModelCard card = card(settings, data, teacher, standard, written, trained, metrics);
      Exporter.card(card, settings.output());
      return card;
    } catch (UnsupportedGraphException e) {
      throw new TrainingException(
          Code.TEACHER_MISMATCH, settings.teacher() + ": " + e.getMessage(), e);
    }
  }

  private static Teacher read(Path file) throws ModelException {
    OnnxModel model = OnnxReader.read(file);
    return new Teacher(model, Classifier.of(Passes.simplify(model.graph())).logits());
  }

  private static void check(Teacher teacher, Dataset data) throws TrainingException {
    Graph logits = teacher.logits();
    int features = logits.inputs().get(0).shape().size();
    if (logits.inputs().size() != 1
        || features != data.sampleShape().size()
        || teacher.classes() != data.classes()) {
      throw new TrainingException(
          Code.TEACHER_MISMATCH,
          teacher.model().path()
              + ": reads "
              + features
              + " numbers and knows "
              + teacher.classes()
              + " classes, but "
              + data.name()
              + " has "
              + data.sampleShape().size()
              + " and "
              + data.classes()
              + "; give the data set that the teacher was trained on");
    }
  }

  private static ModelCard card(
      DistillSettings settings,
      DataChoice.Loaded data,
      Teacher teacher,
      Optional<Teacher> standard,
      OnnxModel written,
      Graph graph,
      Metrics metrics) {
    Map<String, Object> details = new LinkedHashMap<>(settings.recipe().details());
    details.putAll(settings.schedule().details());
    standard.ifPresent(second -> details.put("standardTeacher", second.digest()));
    return new ModelCard(
        new ModelCard.Tool("faithful", settings.output().toolVersion()),
        settings.output().command(),
        "student",
        settings.data().describe(data),
        settings.architecture().spec(),
        settings.recipe().method().label(),
        settings.schedule().seed(),
        settings.schedule().epochs(),
        details,
        teacher.digest(),
        graph.parameterCount(),
        metrics,
        new ModelCard.FileDigest(
            settings.output().onnx().getFileName().toString(), written.sha256()));
  }
}
