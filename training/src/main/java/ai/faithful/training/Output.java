package ai.faithful.training;

import ai.faithful.training.loop.CheckpointDirectory;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a run leaves behind: FILE.onnx and beside it the model card FILE.json.
 *
 * @param onnx the file to write
 * @param command as typed, for the card
 * @param toolVersion for the card
 * @param checkpoints kept after every epoch, if asked for
 */
public record Output(
    Path onnx, String command, String toolVersion, Optional<CheckpointDirectory> checkpoints) {
  /** Where the card goes. */
  public Path card() {
    String name = onnx.getFileName().toString();
    String stem = name.endsWith(".onnx") ? name.substring(0, name.length() - 5) : name;
    return onnx.resolveSibling(stem + ".json");
  }
}
