package ai.faithful.training.export;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.Map;

/**
 * How a model was made and what it is worth, as JSON beside its ONNX file.
 *
 * @param tool name and version of this program
 * @param command as typed
 * @param role "teacher" or "student"
 * @param data the data set trained on
 * @param architecture as {@code --arch} takes it
 * @param method as {@code --method} takes it
 * @param seed of the run
 * @param epochs of the run
 * @param settings the rest of what the weights depend on
 * @param teacher file name and sha256 of a student's teacher
 * @param parameters the number of trained weights
 * @param metrics on all test images
 * @param onnx file name and sha256
 */
public record ModelCard(
    Tool tool,
    String command,
    String role,
    String data,
    String architecture,
    String method,
    long seed,
    int epochs,
    Map<String, Object> settings,
    @org.jspecify.annotations.Nullable FileDigest teacher,
    long parameters,
    Metrics metrics,
    FileDigest onnx) {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  public record Tool(String name, String version) {}

  public record FileDigest(String file, String sha256) {}

  /** The card as JSON text; fields that do not apply are left out. */
  public String toJson() {
    return GSON.toJson(this) + "\n";
  }

  /** Reads what {@link #toJson} wrote. */
  public static ModelCard fromJson(String json) {
    return GSON.fromJson(json, ModelCard.class);
  }
}
