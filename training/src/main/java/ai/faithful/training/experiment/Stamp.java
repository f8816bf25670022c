package ai.faithful.training.experiment;

import ai.faithful.training.TrainingException;
import ai.faithful.training.TrainingException.Code;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The proof that a step is done: a small file beside its outputs, written last, with the hash of
 * all that went in and of every output. A step whose stamp does not hold is done again.
 *
 * @param inputs hash of what went in
 * @param outputs sha256 by file name
 */
record Stamp(String inputs, Map<String, String> outputs) {
  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

  /** The hash of some texts: settings, and the digests of files. */
  static String hash(List<String> texts) {
    MessageDigest digest = sha256();
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      digest.update(Integer.toString(bytes.length).getBytes(StandardCharsets.UTF_8));
      digest.update((byte) ':');
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Whether {@code stamp} says that the outputs came from these inputs, and they are unchanged. */
  static boolean holds(Path stamp, String inputs, List<Path> outputs) throws TrainingException {
    Stamp read = read(stamp);
    return read != null && inputs.equals(read.inputs) && intact(stamp, outputs);
  }

  /** Whether the outputs are those that were stamped, whatever they came from. */
  static boolean intact(Path stamp, List<Path> outputs) throws TrainingException {
    Stamp read = read(stamp);
    if (read == null) {
      return false;
    }
    for (Path output : outputs) {
      String expected = read.outputs.get(output.getFileName().toString());
      if (!Files.isRegularFile(output) || !digest(output).equals(expected)) {
        return false;
      }
    }
    return true;
  }

  /** Stamps finished outputs. */
  static void write(Path stamp, String inputs, List<Path> outputs) throws TrainingException {
    Map<String, String> digests = new LinkedHashMap<>();
    for (Path output : outputs) {
      digests.put(output.getFileName().toString(), digest(output));
    }
    writeText(stamp, GSON.toJson(new Stamp(inputs, digests)) + "\n");
  }

  /** Writes a text whole or not at all. */
  static void writeText(Path file, String text) throws TrainingException {
    Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
    try {
      try {
        Files.writeString(temporary, text);
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new TrainingException(
          Code.EXPORT, file + ": cannot be written (" + e + "); check the folder and its space", e);
    }
  }

  /** The text of a file. */
  static String text(Path file) throws TrainingException {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new TrainingException(Code.EXPORT, file + ": cannot be read (" + e + ")", e);
    }
  }

  /** The sha256 of a file. */
  static String digest(Path file) throws TrainingException {
    try {
      return HexFormat.of().formatHex(sha256().digest(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new TrainingException(Code.EXPORT, file + ": cannot be read (" + e + ")", e);
    }
  }

  private static @Nullable Stamp read(Path stamp) {
    try {
      Stamp read = GSON.fromJson(Files.readString(stamp), Stamp.class);
      return read == null || read.outputs == null ? null : read;
    } catch (IOException | JsonParseException e) {
      return null; // no stamp, or half of one: the step is not done
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
