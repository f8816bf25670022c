package ai.faithful.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.onnx.TensorFile;
import ai.faithful.training.data.Reading.Layout;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDataTest {
  @TempDir private Path folder;

  private static Dataset load(Path file, Reading reading) throws DataException {
    return Datasets.load(file.toString(), Optional.empty(), Split.TEST, reading);
  }

  private static Dataset load(Path file) throws DataException {
    return load(file, Reading.PLAIN);
  }

  /** An array as numpy.save writes it. */
  private static byte[] npy(int version, String descr, boolean fortran, String shape, byte[] data) {
    String header =
        "{'descr': '"
            + descr
            + "', 'fortran_order': "
            + (fortran ? "True" : "False")
            + ", 'shape': ("
            + shape
            + "), }\n";
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.allocate(12 + text.length + data.length);
    out.order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 0x93)
        .put("NUMPY".getBytes(StandardCharsets.UTF_8));
    out.put((byte) version).put((byte) 0);
    if (version == 1) {
      out.putShort((short) text.length);
    } else {
      out.putInt(text.length);
    }
    out.put(text).put(data);
    return Arrays.copyOf(out.array(), out.position());
  }

  private static byte[] floats(ByteOrder order, float... values) {
    ByteBuffer out = ByteBuffer.allocate(4 * values.length).order(order);
    for (float v : values) {
      out.putFloat(v);
    }
    return out.array();
  }

  private static byte[] longs(long... values) {
    ByteBuffer out = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long v : values) {
      out.putLong(v);
    }
    return out.array();
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  @Test
  void npyInEveryOrderAndVersion() throws Exception {
    Path x = folder.resolve("x.npy");
    write("y.npy", npy(1, "<i8", false, "2,", longs(1, 0)));
    for (int version = 1; version <= 3; version++) {
      Files.write(
          x, npy(version, "<f4", false, "2, 3", floats(ByteOrder.LITTLE_ENDIAN, 1, 2, 3, 4, 5, 6)));
      assertThat(load(x).images()).isDeepEqualTo(new float[][] {{1, 2, 3}, {4, 5, 6}});
    }
    Files.write(x, npy(1, ">f4", true, "2, 3", floats(ByteOrder.BIG_ENDIAN, 1, 4, 2, 5, 3, 6)));
    Dataset data = load(x);
    assertThat(data.images()).isDeepEqualTo(new float[][] {{1, 2, 3}, {4, 5, 6}});
    assertThat(data.labels()).containsExactly(1, 0);
    Files.write(x, npy(1, "|u1", false, "2, 1, 1, 2", new byte[] {0, -1, 51, 102}));
    assertThat(load(x).images()).isDeepEqualTo(new float[][] {{0, 1}, {0.2f, 0.4f}});
    assertThat(load(x).sampleShape()).isEqualTo(Shape.of(1, 1, 2));
  }

  @Test
  void fortranOrderOfManyAxes() throws Exception {
    float[] stored = new float[2 * 3 * 4];
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 3; j++) {
        for (int k = 0; k < 4; k++) {
          stored[i + 2 * (j + 3 * k)] = 100 * i + 10 * j + k;
        }
      }
    }
    write("y.npy", npy(1, "|u1", false, "2,", new byte[] {0, 1}));
    Path x =
        write("x.npy", npy(1, "<f4", true, "2, 3, 4", floats(ByteOrder.LITTLE_ENDIAN, stored)));
    float[][] images = load(x).images();
    for (int i = 0; i < 2; i++) {
      for (int e = 0; e < 12; e++) {
        assertThat(images[i][e]).isEqualTo(100 * i + 10 * (e / 4) + e % 4);
      }
    }
  }

  @Test
  void archive() throws Exception {
    Path file = folder.resolve("both.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("images.npy"));
      zip.write(npy(1, "<f4", false, "1, 2", floats(ByteOrder.LITTLE_ENDIAN, 8, 4)));
      zip.putNextEntry(new ZipEntry("labels.npy"));
      zip.write(npy(1, "<i8", false, "1,", longs(3)));
    }
    Reading scaled =
        new Reading(
            Optional.empty(), "first", Optional.of(0.25), List.of(1.0), List.of(2.0), Layout.FLAT);
    assertThat(load(file, scaled).images()[0]).containsExactly(0.5f, 0);
    assertThat(load(file).labels()).containsExactly(3);
    assertThat(load(file).classes()).isEqualTo(4);
  }

  @Test
  void archiveOfBothHalves() throws Exception {
    Path file = folder.resolve("halves.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (int half = 0; half < 2; half++) {
        String name = half == 0 ? "train" : "test";
        zip.putNextEntry(new ZipEntry("x_" + name + ".npy"));
        zip.write(npy(1, "<f4", false, "1, 1", floats(ByteOrder.LITTLE_ENDIAN, half)));
        zip.putNextEntry(new ZipEntry("y_" + name + ".npy"));
        zip.write(npy(1, "<i8", false, "1,", longs(half)));
      }
    }
    for (Split split : Split.values()) {
      Dataset half = Datasets.load(file.toString(), Optional.empty(), split, Reading.PLAIN);
      assertThat(half.labels()).containsExactly(split == Split.TRAIN ? 0 : 1);
      assertThat(half.images()[0]).containsExactly(split == Split.TRAIN ? 0 : 1);
    }
  }

  @Test
  void hostileArrays() throws Exception {
    Path x = folder.resolve("x.npy");
    write("y.npy", npy(1, "<i8", false, "2,", longs(1, 0)));
    byte[] good = npy(1, "<f4", false, "2, 1", floats(ByteOrder.LITTLE_ENDIAN, 1, 2));
    refused(x, Arrays.copyOf(good, good.length - 1), "ends within");
    refused(x, Arrays.copyOf(good, 40), "ends within its header");
    refused(x, Arrays.copyOf(good, good.length + 1), "more data");
    refused(x, new byte[0], "is no NumPy array");
    refused(x, npy(1, "<f4", false, "2000000000, 2000000000", new byte[0]), "claims");
    refused(x, npy(1, "<f4", false, "300000000", new byte[8]), "ends within");
    refused(x, npy(1, "<f4", false, "-2, 1", new byte[8]), "claims the shape");
    refused(x, npy(1, "|O", false, "2, 1", new byte[8]), "plain numbers");
    refused(x, npy(1, "<c16", false, "2, 1", new byte[8]), "elements of type");
    refused(x, npy(9, "<f4", false, "2, 1", new byte[8]), "version 9");
    refused(x, npy(1, "<f4", false, "", new byte[4]), "single number");
    refused(x, npy(1, "<f4", false, "3, 1", new byte[12]), "2 labels for 3");
    refused(
        x,
        npy(1, "<f4", false, "2, 1", floats(ByteOrder.LITTLE_ENDIAN, 1, Float.NaN)),
        "sample 1 is NaN");
    write("y.npy", npy(1, "<f4", false, "2,", floats(ByteOrder.LITTLE_ENDIAN, 0, 0.5f)));
    refused(x, good, "label 0.5");
    write("y.npy", npy(1, "<i8", false, "2,", longs(-1, 0)));
    refused(x, good, "label -1");
    Files.delete(folder.resolve("y.npy"));
    refused(x, good, "--labels");
    refused(folder.resolve("z.npz"), new byte[] {'P', 'K', 3, 4, 9}, "z.npz");
  }

  /** Whatever bytes are changed, an array is read or refused in one line. */
  @Test
  void damagedArraysNeverCrash() throws Exception {
    write("y.npy", npy(1, "<i8", false, "2,", longs(1, 0)));
    byte[] good = npy(1, "<f4", false, "2, 1", floats(ByteOrder.LITTLE_ENDIAN, 1, 2));
    Random random = new Random(7);
    for (int trial = 0; trial < 2000; trial++) {
      byte[] bad = Arrays.copyOf(good, good.length - (trial % 3 == 0 ? random.nextInt(20) : 0));
      for (int k = random.nextInt(3); k >= 0; k--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      Path x = write("x.npy", bad);
      try {
        load(x);
      } catch (DataException e) {
        assertThat(e.getMessage()).doesNotContain("\n");
      }
    }
  }

  private static void refused(Path file, byte[] bytes, String message) throws IOException {
    Files.write(file, bytes);
    assertThatThrownBy(() -> load(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message)
        .hasMessageContaining(String.valueOf(file.getParent()));
  }

  @Test
  void tables() throws Exception {
    Path file = write("t.csv", "label,a,b\n1,0.5,2\n\n0,1,3\n".getBytes(StandardCharsets.UTF_8));
    Dataset data = load(file);
    assertThat(data.images()).isDeepEqualTo(new float[][] {{0.5f, 2}, {1, 3}});
    assertThat(data.labels()).containsExactly(1, 0);
    assertThat(load(file, byColumn("b")).labels()).containsExactly(2, 3);
    assertThat(load(file, byColumn("last")).labels()).containsExactly(2, 3);
    assertThat(load(write("u.csv", "1;2\n0;3".getBytes(StandardCharsets.UTF_8))).labels())
        .containsExactly(1, 0);
    assertThatThrownBy(() -> load(file, byColumn("c"))).hasMessageContaining("'c'; they are label");
    refused(file, "1,2\n1\n".getBytes(StandardCharsets.UTF_8), "line 2 has 1 columns, not 2");
    refused(file, "1,2\n1,x\n".getBytes(StandardCharsets.UTF_8), "column 2 is 'x'");
    refused(file, "".getBytes(StandardCharsets.UTF_8), "has no sample");
    refused(file, "1,2\n1,NaN\n".getBytes(StandardCharsets.UTF_8), "is NaN");
    refused(file, new byte[] {'1', ',', (byte) 0xff, (byte) 0xfe}, "cannot be read as text");
  }

  private static Reading byColumn(String name) {
    return new Reading(Optional.empty(), name, Optional.empty(), List.of(), List.of(), Layout.NCHW);
  }

  @Test
  void images() throws Exception {
    Path cats = Files.createDirectories(folder.resolve("images/cats"));
    Path dogs = Files.createDirectories(folder.resolve("images/dogs"));
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    image.setRGB(1, 0, 0xff3300);
    ImageIO.write(image, "png", cats.resolve("a.png").toFile());
    ImageIO.write(image, "png", dogs.resolve("b.png").toFile());
    Dataset data = load(folder.resolve("images"));
    assertThat(data.sampleShape()).isEqualTo(Shape.of(3, 2, 3));
    assertThat(data.labels()).containsExactly(0, 1);
    assertThat(data.images()[0][1]).isEqualTo(1);
    assertThat(data.images()[0][7]).isEqualTo(0.2f);

    Files.writeString(folder.resolve("images/labels.csv"), "file,class\ncats/a.png,4\n");
    assertThat(load(folder.resolve("images")).labels()).containsExactly(4);
    Files.writeString(folder.resolve("images/labels.csv"), "../x.npy,4\n");
    assertThatThrownBy(() -> load(folder.resolve("images"))).hasMessageContaining("line 1");
    Files.delete(folder.resolve("images/labels.csv"));

    byte[] bytes = Files.readAllBytes(cats.resolve("a.png"));
    Files.write(cats.resolve("a.png"), Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> load(folder.resolve("images"))).hasMessageContaining("damaged image");
    Files.write(cats.resolve("a.png"), new byte[] {1, 2, 3});
    assertThatThrownBy(() -> load(folder.resolve("images"))).hasMessageContaining("is no PNG");
    byte[] huge = bytes.clone();
    huge[16] = 0x7f; // the width's first byte
    Files.write(cats.resolve("a.png"), huge);
    assertThatThrownBy(() -> load(folder.resolve("images"))).isInstanceOf(DataException.class);
  }

  @Test
  void sixteenBitGrey() throws Exception {
    Path zero = Files.createDirectories(folder.resolve("grey/0"));
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSample(0, 1, 0, 13107);
    ImageIO.write(image, "png", zero.resolve("a.png").toFile());
    Dataset data = load(folder.resolve("grey"));
    assertThat(data.sampleShape()).isEqualTo(Shape.of(1, 2, 2));
    assertThat(data.images()[0]).containsExactly(0, 0, 0.2f, 0);
  }

  @Test
  void tensors() throws Exception {
    Path set = Files.createDirectories(folder.resolve("model/test_data_set_0"));
    TensorFile.write(set.resolve("input_0.pb"), "x", Tensor.ofFloats(Shape.of(1, 2), 3, 4));
    TensorFile.write(set.resolve("output_0.pb"), "y", Tensor.ofFloats(Shape.of(1, 3), 0, 5, 1));
    Dataset data = load(folder.resolve("model"));
    assertThat(data.images()).isDeepEqualTo(new float[][] {{3, 4}});
    assertThat(data.labels()).containsExactly(1);
    Files.write(set.resolve("output_0.pb"), new byte[] {9, 9});
    assertThatThrownBy(() -> load(folder.resolve("model"))).isInstanceOf(DataException.class);
  }

  @Test
  void channelsLast() throws Exception {
    write("y.npy", npy(1, "|u1", false, "1,", new byte[] {0}));
    Path x =
        write(
            "x.npy",
            npy(1, "<f4", false, "1, 1, 2, 3", floats(ByteOrder.LITTLE_ENDIAN, 1, 2, 3, 4, 5, 6)));
    Reading nhwc =
        new Reading(
            Optional.empty(),
            "first",
            Optional.empty(),
            List.of(1.0, 2.0, 3.0),
            List.of(),
            Layout.NHWC);
    Dataset data = load(x, nhwc);
    assertThat(data.sampleShape()).isEqualTo(Shape.of(3, 1, 2));
    assertThat(data.images()[0]).containsExactly(0, 3, 0, 3, 0, 3);
    assertThatThrownBy(
            () ->
                load(
                    x,
                    new Reading(
                        Optional.empty(),
                        "first",
                        Optional.empty(),
                        List.of(1.0, 2.0),
                        List.of(),
                        Layout.NHWC)))
        .hasMessageContaining("--mean has 2 numbers");
  }
}
