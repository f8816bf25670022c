package ai.faithful.training.robust;

import ai.djl.ndarray.NDManager;
import ai.faithful.ir.Graph;
import ai.faithful.onnx.OnnxModel;
import ai.faithful.training.EngineThreads;
import ai.faithful.training.TrainingException;
import ai.faithful.training.TrainingException.Code;
import ai.faithful.training.data.DataException;
import ai.faithful.training.data.Dataset;
import ai.faithful.training.export.Exporter;
import ai.faithful.training.export.Metrics;
import ai.faithful.training.export.ModelCard;
import ai.faithful.training.loop.FlatNetwork;
import ai.faithful.training.loop.Progress;
import ai.faithful.training.loop.Trainer;
import ai.faithful.training.model.Architectures;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** From a data set to a teacher's ONNX file, with its card. */
public final class TeacherTraining {
  private TeacherTraining() {}

  /**
   * Trains, exports, checks and measures a teacher.
   *
   * @return the card, as written beside the model
   * @throws DataException if the data set cannot be had
   * @throws TrainingException if training or export fails
   */
  public static ModelCard run(TrainSettings settings, Progress progress)
      throws DataException, TrainingException {
    EngineThreads.setDefault();
    Exporter.checkWritable(settings.output());
    Dataset train = settings.data().training();
    Dataset test = settings.data().test();
    Graph graph = initial(settings, train);
    try (NDManager manager = NDManager.newBaseManager()) {
      Graph trained =
          new Trainer(
                  train,
                  settings.schedule(),
                  settings.output().checkpoints(),
                  settings.fingerprint(),
                  progress)
              .run(graph, new TeacherObjective(FlatNetwork.of(graph, manager), settings), manager);
      FlatNetwork network = FlatNetwork.of(trained, manager);
      OnnxModel written = Exporter.model(trained, network, test, settings.output(), manager);
      progress.note("measuring on " + test.size() + " test images");
      Metrics metrics =
          Metrics.measure(network, Optional.empty(), test, settings.epsilon(), manager);
      ModelCard card = card(settings, written, trained, metrics);
      Exporter.card(card, settings.output());
      return card;
    }
  }

  private static Graph initial(TrainSettings settings, Dataset data) throws TrainingException {
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

  private static ModelCard card(
      TrainSettings settings, OnnxModel written, Graph graph, Metrics metrics) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("eps", settings.epsilon());
    if (settings.method() == TeacherMethod.PGD_AT || settings.method() == TeacherMethod.MIX) {
      details.put("attackSteps", settings.attackSteps());
    }
    if (settings.method() == TeacherMethod.IBP || settings.method() == TeacherMethod.MIX) {
      details.put("intervalShare", settings.intervalShare());
    }
    details.put("batch", settings.schedule().batch());
    details.put("learningRate", settings.schedule().learningRate());
    return new ModelCard(
        new ModelCard.Tool("faithful", settings.output().toolVersion()),
        settings.output().command(),
        "teacher",
        settings.data().describe(),
        settings.architecture().spec(),
        settings.method().label(),
        settings.schedule().seed(),
        settings.schedule().epochs(),
        details,
        null,
        graph.parameterCount(),
        metrics,
        new ModelCard.FileDigest(
            settings.output().onnx().getFileName().toString(), written.sha256()));
  }
}
