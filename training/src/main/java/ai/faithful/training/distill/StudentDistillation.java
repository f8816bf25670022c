package ai.faithful.training.distill;

import ai.djl.ndarray.NDManager;
import ai.faithful.ir.Graph;
import ai.faithful.ir.pass.Classifier;
import ai.faithful.ir.pass.Passes;
import ai.faithful.onnx.ModelException;
import ai.faithful.onnx.OnnxModel;
import ai.faithful.onnx.OnnxReader;
import ai.faithful.training.EngineThreads;
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
import ai.faithful.training.loop.Trainer;
import ai.faithful.training.model.Architectures;
import ai.faithful.verify.rule.UnsupportedGraphException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** From a teacher's ONNX file to a student's, with its card. */
public final class StudentDistillation {
  private StudentDistillation() {}

  /**
   * Trains, exports, checks and measures a student.
   *
   * @return the card, as written beside the model
   * @throws DataException if the data set cannot be had
   * @throws ModelException if the teacher cannot be read
   * @throws TrainingException if training or export fails, or the teacher does not fit the data
   */
  public static ModelCard run(DistillSettings settings, Progress progress)
      throws DataException, ModelException, TrainingException {
    EngineThreads.setDefault();
    Exporter.checkWritable(settings.output());
    Dataset train = settings.data().training();
    Dataset test = settings.data().test();
    OnnxModel model = OnnxReader.read(settings.teacher());
    Graph teacherGraph = Classifier.of(Passes.simplify(model.graph())).logits();
    checkFits(settings, teacherGraph, train);
    Graph studentGraph = initial(settings, train);
    try (NDManager manager = NDManager.newBaseManager()) {
      FlatNetwork teacher = FlatNetwork.of(teacherGraph, manager);
      FlatNetwork student = FlatNetwork.of(studentGraph, manager);
      Objective objective =
          settings.method() == DistillMethod.KD
              ? new KdObjective(teacher, student)
              : new FaithfulObjective(
                  teacher,
                  student,
                  new ImitationBound(teacherGraph, studentGraph, manager),
                  settings);
      Graph trained =
          new Trainer(
                  train,
                  settings.schedule(),
                  settings.output().checkpoints(),
                  settings.fingerprint(model.sha256()),
                  progress)
              .run(studentGraph, objective, manager);
      FlatNetwork network = FlatNetwork.of(trained, manager);
      OnnxModel written = Exporter.model(trained, network, test, settings.output(), manager);
      progress.note("measuring on " + test.size() + " test images");
      Metrics metrics =
          Metrics.measure(network, Optional.of(teacher), test, settings.epsilon(), manager);
      ModelCard card = card(settings, model, written, trained, metrics);
      Exporter.card(card, settings.output());
      return card;
    } catch (UnsupportedGraphException e) {
      throw new TrainingException(
          Code.TEACHER_MISMATCH, settings.teacher() + ": " + e.getMessage(), e);
    }
  }

  private static Graph initial(DistillSettings settings, Dataset data) throws TrainingException {
    try {
      return Architectures.build(
          settings.architecture(), data.sampleShape(), data.classes(), settings.schedule().seed());
    } catch (IllegalArgumentException e) {
      throw new TrainingException(
          Code.ARCHITECTURE,
          settings.architecture().spec() + " does not fit " + data.name() + ": " + e.getMessage(),
          e);
    }
  }

  private static void checkFits(DistillSettings settings, Graph teacher, Dataset data)
      throws TrainingException {
    int features = teacher.inputs().get(0).shape().size();
    int classes = teacher.shapeOf(teacher.outputs().get(0)).size();
    if (teacher.inputs().size() != 1
        || features != data.sampleShape().size()
        || classes != data.classes()) {
      throw new TrainingException(
          Code.TEACHER_MISMATCH,
          settings.teacher()
              + ": reads "
              + features
              + " numbers and knows "
              + classes
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
      OnnxModel teacher,
      OnnxModel written,
      Graph graph,
      Metrics metrics) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("eps", settings.epsilon());
    if (settings.method() == DistillMethod.FAITHFUL) {
      details.put("kappa", settings.kappa());
      details.put("base", settings.base().label());
      details.put("ramp", FaithfulObjective.RAMP);
    } else {
      details.put("temperature", KdObjective.TEMPERATURE);
      details.put("share", KdObjective.SHARE);
    }
    details.put("batch", settings.schedule().batch());
    details.put("learningRate", settings.schedule().learningRate());
    return new ModelCard(
        new ModelCard.Tool("faithful", settings.output().toolVersion()),
        settings.output().command(),
        "student",
        settings.data().describe(),
        settings.architecture().spec(),
        settings.method().label(),
        settings.schedule().seed(),
        settings.schedule().epochs(),
        details,
        new ModelCard.FileDigest(settings.teacher().getFileName().toString(), teacher.sha256()),
        graph.parameterCount(),
        metrics,
        new ModelCard.FileDigest(
            settings.output().onnx().getFileName().toString(), written.sha256()));
  }
}
