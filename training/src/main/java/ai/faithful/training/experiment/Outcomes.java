package ai.faithful.training.experiment;

import ai.faithful.training.TrainingException;
import ai.faithful.training.TrainingException.Code;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Outcomes as JSON. */
public final class Outcomes {
  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

  private Outcomes() {}

  /** The JSON text, a list. */
  public static String toJson(List<Outcome> outcomes) {
    return GSON.toJson(outcomes) + "\n";
  }

  static List<Outcome> read(Path file) throws TrainingException {
    try {
      return List.of(GSON.fromJson(Files.readString(file), Outcome[].class));
    } catch (IOException | JsonParseException e) {
      throw new TrainingException(Code.EXPORT, file + ": cannot be read (" + e + ")", e);
    }
  }
}
