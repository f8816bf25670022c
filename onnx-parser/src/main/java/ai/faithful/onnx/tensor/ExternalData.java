package ai.faithful.onnx.tensor;

import static ai.faithful.onnx.tensor.MalformedTensorException.invalid;
import static ai.faithful.onnx.tensor.MalformedTensorException.unsupported;

import ai.faithful.onnx.proto.StringStringEntryProto;
import ai.faithful.onnx.proto.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files in which a model keeps elements of its tensors. They lie in the model's folder or below
 * it: a path that leaves it, by {@code ..}, by being absolute or by a symbolic link, is refused,
 * for a model must not make us read what its sender cannot. Sizes are checked before anything is
 * allocated.
 */
public final class ExternalData {
  private final Optional<Path> folder;
  private final long limit;
  private final Set<Path> files = new LinkedHashSet<>();
  private long total;

  private ExternalData(Optional<Path> folder, long limit) {
    this.folder = folder;
    this.limit = limit;
  }

  /** None: a tensor that keeps its elements elsewhere is refused. */
  public static ExternalData none() {
    return new ExternalData(Optional.empty(), 0);
  }

  /**
   * Files beside a model.
   *
   * @param limit bytes that may be read from them in all
   */
  public static ExternalData beside(Path model, long limit) {
    return new ExternalData(Optional.ofNullable(model.toAbsolutePath().getParent()), limit);
  }

  /** The files that were read from so far, links resolved, in the order of their first use. */
  public List<Path> files() {
    return List.copyOf(files);
  }

  /**
   * The bytes of a tensor.
   *
   * @param expected how many there must be
   */
  ByteBuffer read(TensorProto proto, long expected) throws MalformedTensorException {
    Map<String, String> entries = new HashMap<>();
    for (StringStringEntryProto entry : proto.getExternalDataList()) {
      if (entries.put(entry.getKey(), entry.getValue()) != null) {
        throw invalid("says twice where its elements are");
      }
    }
    String location = entries.getOrDefault("location", "");
    String shown = "'" + shown(location) + "'";
    Path file = resolve(location, shown);
    long offset = number(entries.get("offset"), 0);
    try {
      long size = Files.size(file);
      long length = number(entries.get("length"), Math.max(0, size - offset));
      if (length != expected) {
        throw invalid(("needs " + expected + " bytes, has " + length) + (" in the file " + shown));
      }
      if (offset > size || length > size - offset) {
        throw invalid(
            ("needs " + length + " bytes from " + offset + " on of the file " + shown)
                + (", which has " + size));
      }
      total += length;
      if (total > limit) {
        throw unsupported("makes it more than " + limit + " bytes that lie in other files");
      }
      files.add(file);
      return read(file, offset, Math.toIntExact(length));
    } catch (IOException e) {
      throw invalid("keeps its elements in the file " + shown + ", which cannot be read: " + e);
    } catch (ArithmeticException e) {
      throw unsupported("has more than 2 GiB");
    }
  }

  private Path resolve(String location, String shown) throws MalformedTensorException {
    if (folder.isEmpty()) {
      throw unsupported("keeps its elements in another file; save it with its data inside");
    }
    try {
      Path relative = Path.of(location);
      if (location.isEmpty()
          || relative.isAbsolute()
          || relative.getRoot() != null
          || location.startsWith("/")
          || location.startsWith("\\")
          || relative.normalize().startsWith("..")) {
        throw invalid(
            "keeps its elements in the file " + shown + ", which is not in the model's folder");
      }
      Path home = folder.get().toRealPath();
      Path file = home.resolve(relative);
      if (!Files.exists(file)) {
        throw invalid("keeps its elements in the file " + shown + ", which is not there");
      }
      Path real = file.toRealPath();
      if (!real.startsWith(home)) {
        throw invalid(
            "keeps its elements in the file "
                + shown
                + ", a link that leads out of the model's folder");
      }
      if (!Files.isRegularFile(real)) {
        throw invalid("keeps its elements in " + shown + ", which is not a regular file");
      }
      return real;
    } catch (InvalidPathException e) {
      throw invalid("keeps its elements in the file " + shown + ", which is no path");
    } catch (IOException e) {
      throw invalid("keeps its elements in the file " + shown + ", which cannot be read: " + e);
    }
  }

  private static ByteBuffer read(Path file, long offset, int length)
      throws IOException, MalformedTensorException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    try (FileChannel channel = FileChannel.open(file)) {
      long position = offset;
      while (bytes.hasRemaining()) {
        int read = channel.read(bytes, position);
        if (read < 0) {
          throw invalid("reads past the end of a file that became shorter");
        }
        position += read;
      }
    }
    return bytes.flip();
  }

  private static long number(@Nullable String text, long otherwise)
      throws MalformedTensorException {
    if (text == null) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(text.strip());
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw invalid("says it is at '" + shown(text) + "', which is no position in a file");
  }

  private static String shown(String text) {
    String shorter = text.length() <= 80 ? text : text.substring(0, 40) + "...";
    return shorter.replaceAll("[\\p{Cntrl}\\p{Cs}]", "?");
  }
}
