package ai.faithful.training.data;

import ai.faithful.training.data.DataException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Gets one file: into {@code FILE.part}, where an interrupted download is taken up again, and only
 * when size and checksum are right under its own name.
 */
final class Download {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int PARTIAL = 206;

  private Download() {}

  /**
   * Gets {@code file} into {@code target}, from the first mirror that has it.
   *
   * @param mirrors folders, each ending in a slash
   * @param progress hears the bytes that are there
   * @throws DataException if no mirror can be reached, or what they sent is something else
   */
  static void get(DataFile file, List<URI> mirrors, Path target, LongConsumer progress)
      throws DataException {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    StringBuilder failures = new StringBuilder();
    for (URI mirror : mirrors) {
      URI source = mirror.resolve(file.fileName());
      try {
        Path folder = target.toAbsolutePath().getParent();
        if (folder != null) {
          Files.createDirectories(folder);
        }
        receive(source, part, file.size(), progress);
        if (file.matches(part)) {
          Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
          return;
        }
        Files.deleteIfExists(part);
        failures.append(source).append(": sent another content; ");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DataException(
            Code.NO_NETWORK, source + ": interrupted; run it again to go on", e);
      } catch (IOException e) {
        failures.append(source).append(": ").append(reason(e)).append("; ");
      }
    }
    throw new DataException(
        failures.indexOf("another content") >= 0 ? Code.WRONG_CHECKSUM : Code.NO_NETWORK,
        failures
            + "where there is a network, download "
            + mirrors.get(0).resolve(file.fileName())
            + " and put it to "
            + target);
  }

  private static void receive(URI source, Path part, long size, LongConsumer progress)
      throws IOException, InterruptedException {
    long there = Files.isRegularFile(part) ? Files.size(part) : 0;
    if (there == size) {
      return; // whole; the checksum decides
    }
    if (there > size) {
      Files.delete(part);
      there = 0;
    }
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    HttpRequest.Builder request = HttpRequest.newBuilder(source).timeout(PATIENCE).GET();
    if (there > 0) {
      request.header("Range", "bytes=" + there + "-");
    }
    HttpResponse<InputStream> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream in = response.body()) {
      boolean resumed = response.statusCode() == PARTIAL && there > 0;
      if (!resumed && response.statusCode() != 200) {
        throw new IOException("answered " + response.statusCode());
      }
      try (OutputStream out =
          Files.newOutputStream(
              part,
              StandardOpenOption.CREATE,
              resumed ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        copy(in, out, resumed ? there : 0, size, progress);
      }
    }
  }

  private static void copy(
      InputStream in, OutputStream out, long there, long size, LongConsumer progress)
      throws IOException {
    byte[] buffer = new byte[1 << 16];
    long received = there;
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      received += count;
      if (received > size) {
        return; // not the file that was asked for; its checksum will say so
      }
      out.write(buffer, 0, count);
      progress.accept(received);
    }
    if (received < size) {
      throw new IOException("ended after " + received + " of " + size + " bytes; run it again");
    }
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    return message == null ? "cannot be reached" : message;
  }
}
