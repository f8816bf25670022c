package ai.faithful.training.robust;

import ai.djl.ndarray.NDManager;
import ai.faithful.ir.Graph;
import ai.faithful.onnx.OnnxModel;
import ai.faithful.training.DataChoice;
import ai.faithful.training.EngineThreads;
import ai.faithful.training.Initial;
import ai.faithful.training.TrainingException;
import ai.faithful.training.data.DataException;
import ai.faithful.training.export.Exporter;
import ai.faithful.training.export.Metrics;
import ai.faithful.training.export.ModelCard;
import ai.faithful.training.loop.FlatNetwork;
import ai.faithful.training.loop.Objective;
import ai.faithful.training.loop.Progress;
import ai.faithful.training.loop.Schedule;
import ai.faithful.training.loop.Trainer;
import ai.faithful.training.model.Trainable;
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
    DataChoice.Loaded data = settings.data().load();
    Schedule schedule = settings.schedule();
    Trainable model = Initial.of(settings.architecture(), data.training(), schedule.seed());
    try (NDManager manager = settings.device().manager()) {
      Objective objective =
          TeacherObjectives.of(settings.recipe(), model.graph(), schedule.ramp(), manager);
      Graph trained =
          new Trainer(
                  data.training(),
                  data.heldOut(),
                  schedule,
                  settings.output().checkpoints(),
                  settings.fingerprint(data),
                  progress)
              .run(model, objective, manager);
      FlatNetwork network = FlatNetwork.of(trained, manager);
      OnnxModel written = Exporter.model(trained, network, data.test(), settings.output(), manager);
      progress.note("measuring on " + data.test().size() + " test images");
      Metrics metrics =
          Metrics.measure(
              network, Optional.empty(), data.test(), settings.recipe().epsilon(), manager);
      ModelCard card = card(settings, data, written, trained, metrics);
      Exporter.card(card, settings.output());
      return card;
    }
  }

  private static ModelCard card(
      TrainSettings settings,
      DataChoice.Loaded data,
      OnnxModel written,
      Graph graph,
      Metrics metrics) {
    Map<String, Object> details = new LinkedHashMap<>(settings.recipe().details());
    details.putAll(settings.schedule().details());
    return new ModelCard(
        new ModelCard.Tool("faithful", settings.output().toolVersion()),
        settings.output().command(),
        "teacher",
        settings.data().describe(data),
        settings.architecture().spec(),
        settings.recipe().method().label(),
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
