package ai.faithful.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.faithful.training.data.DataException.Code;
import ai.faithful.training.data.Verification.State;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server of the test's own on the loopback interface. */
class FetchTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path dir;

  private final Map<String, byte[]> served = new ConcurrentHashMap<>();
  private final List<String> ranges = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private HttpServer server;

  @BeforeEach
  void serves() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] content = served.get(exchange.getRequestURI().getPath());
          String range = exchange.getRequestHeaders().getFirst("Range");
          int from = 0;
          if (range != null) {
            ranges.add(range);
            from = Integer.parseInt(range.replaceAll("\\D", ""));
          }
          if (content == null) {
            exchange.sendResponseHeaders(404, -1);
          } else {
            exchange.sendResponseHeaders(range == null ? 200 : 206, content.length - from);
            exchange.getResponseBody().write(content, from, content.length - from);
          }
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stops() {
    server.stop(0);
  }

  @Test
  void getsWhatIsMissingAndLeavesTheRest() throws Exception {
    served.put("/b.gz", bytes("second"));
    Files.createDirectories(dir.resolve("set"));
    Files.write(dir.resolve("set/a.gz"), bytes("first"));
    Catalog catalog = catalog(Optional.empty(), file("a.gz", "first"), file("b.gz", "second"));
    assertThat(Fetch.run(catalog, dir, (name, done, of) -> {}))
        .extracting(Verification.Finding::state)
        .containsExactly(State.OK, State.OK);
    assertThat(dir.resolve("set/b.gz")).hasContent("second");
    assertThat(dir.resolve("set")).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void anInterruptedDownloadGoesOnWhereItStopped() throws Exception {
    served.put("/b.gz", bytes("second"));
    Files.createDirectories(dir.resolve("set"));
    Files.write(dir.resolve("set/b.gz.part"), bytes("sec"));
    Fetch.run(catalog(Optional.empty(), file("b.gz", "second")), dir, (name, done, of) -> {});
    assertThat(ranges).containsExactly("bytes=3-");
    assertThat(dir.resolve("set/b.gz")).hasContent("second");
  }

  @Test
  void anotherContentIsNotTaken() throws Exception {
    served.put("/b.gz", bytes("sec0nd"));
    Catalog catalog = catalog(Optional.empty(), file("b.gz", "second"));
    assertCode(catalog, Code.WRONG_CHECKSUM, "another content");
    assertThat(dir.resolve("set")).isEmptyDirectory();
    served.put("/b.gz", bytes("secon"));
    assertCode(catalog, Code.NO_NETWORK, "5 of 6 bytes");
    Files.write(dir.resolve("set/b.gz"), bytes("wrong"));
    assertCode(catalog, Code.WRONG_CHECKSUM, "remove it");
  }

  @Test
  void withoutANetworkItSaysWhatToPutWhere() throws Exception {
    Catalog catalog = catalog(Optional.empty(), file("b.gz", "second"));
    assertCode(catalog, Code.NO_NETWORK, "answered 404");
    server.stop(0);
    assertCode(catalog, Code.NO_NETWORK, "and put it to " + dir.resolve("set/b.gz"));
  }

  @Test
  void anArchiveIsUnpackedAndRemoved() throws Exception {
    byte[] archive = archive(Map.of("in/x.bin", "content", "in/other", "unasked"));
    served.put("/all.tar.gz", archive);
    Catalog catalog =
        catalog(
            Optional.of(new DataFile("all.tar.gz", archive.length, md5(archive))),
            file("in/x.bin", "content"));
    Fetch.run(catalog, dir, (name, done, of) -> {});
    assertThat(dir.resolve("set/in/x.bin")).hasContent("content");
    assertThat(dir.resolve("set/in/other")).doesNotExist();
    assertThat(dir.resolve("set/all.tar.gz")).doesNotExist();
  }

  @Test
  void everyNamedDataSetHasItsCatalog() throws Exception {
    assertThat(Catalog.all()).extracting(Catalog::name).isEqualTo(Datasets.names());
    for (Catalog catalog : Catalog.all()) {
      for (DataFile file : catalog.files()) {
        assertThat(file.md5()).matches("[0-9a-f]{32}");
      }
    }
  }

  private void assertCode(Catalog catalog, Code code, String text) {
    assertThatThrownBy(() -> Fetch.run(catalog, dir, (name, done, of) -> {}))
        .isInstanceOfSatisfying(DataException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(text);
  }

  private Catalog catalog(Optional<DataFile> archive, DataFile... files) {
    String host = server.getAddress().getHostString() + ":" + server.getAddress().getPort();
    URI mirror = URI.create("http://" + host + "/");
    return new Catalog("set", "a test's", List.of(files), List.of(mirror), archive);
  }

  private static DataFile file(String path, String content) throws Exception {
    return new DataFile(path, content.length(), md5(bytes(content)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String md5(byte[] content) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
  }

  private static byte[] archive(Map<String, String> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        byte[] header = new byte[512];
        byte[] name = bytes(file.getKey());
        System.arraycopy(name, 0, header, 0, name.length);
        byte[] size =
            bytes(String.format(java.util.Locale.ROOT, "%011o", file.getValue().length()));
        System.arraycopy(size, 0, header, 124, size.length);
        out.write(header);
        out.write(Arrays.copyOf(bytes(file.getValue()), 512));
      }
      out.write(new byte[1024]);
    }
    return bytes.toByteArray();
  }
}
