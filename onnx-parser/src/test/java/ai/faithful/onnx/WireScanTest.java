package ai.faithful.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.faithful.onnx.proto.AttributeProto;
import ai.faithful.onnx.proto.GraphProto;
import ai.faithful.onnx.proto.ModelProto;
import ai.faithful.onnx.proto.NodeProto;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Files that would take far more memory than they are long are refused before they are parsed. */
class WireScanTest {
  private static final Path FILE = Path.of("hostile.onnx");

  @Test
  void emptyMessagesByTheMillion() {
    // A graph of nodes of two bytes each.
    byte[] nodes = new byte[2 * (WireScan.MOST_MESSAGES + 10)];
    for (int i = 0; i < nodes.length; i += 2) {
      nodes[i] = 0x0a;
    }
    assertThatThrownBy(() -> WireScan.check(FILE, model(nodes), WireType.MODEL))
        .isInstanceOf(LimitException.class)
        .hasMessageContaining("messages");
  }

  @Test
  void stringsAndUnknownFieldsByTheMillion() {
    byte[] inputs = new byte[2_000_000];
    for (int i = 0; i < inputs.length; i += 2) {
      inputs[i] = 0x0a; // An input without a name.
    }
    byte[] node = field(1, inputs);
    assertThatThrownBy(() -> WireScan.check(FILE, model(node), WireType.MODEL, 100 << 20))
        .isInstanceOf(LimitException.class)
        .hasMessageContaining("memory");
    byte[] unknown = new byte[2_000_000];
    for (int i = 0; i < unknown.length; i += 2) {
      unknown[i] = 0x48; // Field 9, a number.
    }
    assertThatThrownBy(() -> WireScan.check(FILE, model(unknown), WireType.MODEL, 100 << 20))
        .isInstanceOf(LimitException.class)
        .hasMessageContaining("memory");
  }

  @Test
  void numbersThatAreShortInAFileAndLongInMemory() {
    byte[] tensor = field(5, field(7, new byte[10_000_000]));
    assertThatThrownBy(() -> WireScan.check(FILE, model(tensor), WireType.MODEL, 50 << 20))
        .isInstanceOf(LimitException.class)
        .hasMessageContaining("memory");
    byte[] raw = field(5, field(9, new byte[10_000_000]));
    assertThatCode(() -> WireScan.check(FILE, model(raw), WireType.MODEL, 50 << 20))
        .doesNotThrowAnyException();
  }

  @Test
  void graphsWithinGraphs() {
    GraphProto inner = GraphProto.getDefaultInstance();
    for (int i = 0; i < 30; i++) {
      inner =
          GraphProto.newBuilder()
              .addNode(
                  NodeProto.newBuilder()
                      .addAttribute(AttributeProto.newBuilder().setName("body").setG(inner)))
              .build();
    }
    byte[] bytes = ModelProto.newBuilder().setIrVersion(8).setGraph(inner).build().toByteArray();
    assertThatThrownBy(() -> WireScan.check(FILE, bytes, WireType.MODEL))
        .isInstanceOf(LimitException.class)
        .hasMessageContaining("deep");
  }

  @Test
  void whatIsMalformedIsLeftToTheParser() throws Exception {
    byte[] whole =
        new ModelFixture(17).input("x", 1, 2).node("Relu", "x", "y").output("y", 1, 2).bytes();
    for (int length = 0; length < whole.length; length++) {
      WireScan.check(FILE, Arrays.copyOf(whole, length), WireType.MODEL);
    }
    assertThat(whole).isNotEmpty();
  }

  private static byte[] model(byte[] graph) {
    return field(7, graph);
  }

  private static byte[] field(int number, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(number << 3 | 2);
    int length = content.length;
    while (length >= 0x80) {
      out.write((length & 0x7f) | 0x80);
      length >>>= 7;
    }
    out.write(length);
    out.writeBytes(content);
    return out.toByteArray();
  }
}
