package ai.faithful.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** SHA-256, in lower-case hexadecimal: says which bytes a claim is about. */
final class Fingerprint {
  private static final int CHUNK = 1 << 16;

  private Fingerprint() {}

  static String of(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
  }

  /** Of each file, for the model that keeps elements of its tensors there. */
  static Map<Path, String> of(Path model, List<Path> files) throws ModelException {
    Map<Path, String> prints = new LinkedHashMap<>();
    for (Path file : files) {
      MessageDigest digest = digest();
      try (InputStream in = Files.newInputStream(file)) {
        byte[] chunk = new byte[CHUNK];
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
          digest.update(chunk, 0, read);
        }
      } catch (IOException e) {
        throw new UnreadableModelException(model, "its data " + file + " cannot be read: " + e);
      }
      prints.put(file, HexFormat.of().formatHex(digest.digest()));
    }
    return prints;
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
