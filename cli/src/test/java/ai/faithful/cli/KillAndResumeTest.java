package ai.faithful.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes killed at work (SIGKILL) and started again: every file is that of an unbroken run. */
class KillAndResumeTest {
  private static final String EXPERIMENT =
      """
      version: 1
      name: tiny
      data: {name: digits, limit: 256, hold-out: 64}
      teacher: {arch: 'cnn+bn:2k3s2,8', method: mtl-ibp, eps: 0.02, epochs: 6,
                patience: 6, average: 'ema:0.9', augment: crop4}
      student: {arch: 'mlp:6', eps: 0.02, epochs: 8}
      students: {faithful: {}, kd: {}}
      evaluate: {eps: [0.02], attack-steps: 5, images: 100, certify: 5}
      profiles: {smoke: {}}
      """;

  @TempDir private Path folder;

  /** The bytes of all files below a folder, but for hidden ones: locks and half-written files. */
  private static Map<String, byte[]> files(Path root) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (!file.getFileName().toString().startsWith(".")) {
          files.put(root.relativize(file).toString(), Files.readAllBytes(file));
        }
      }
    }
    return files;
  }

  private static void assertSame(Map<String, byte[]> files, Map<String, byte[]> expected) {
    assertThat(files.keySet()).isEqualTo(expected.keySet());
    expected.forEach((name, bytes) -> assertThat(files.get(name)).as(name).isEqualTo(bytes));
  }

  private Object[] reproduce(String out) throws IOException {
    Path file = Files.writeString(folder.resolve("tiny.yaml"), EXPERIMENT);
    return new Object[] {"reproduce", file, "--profile", "smoke", "--out", folder.resolve(out)};
  }

  @Test
  void anExperimentKilledInEveryStep() throws Exception {
    Invocation.of(reproduce("whole")).succeeds();
    Object[] broken = reproduce("broken");
    ChildProcess.start(broken).killAfter("making", "epoch 3/6");
    damageLatestCheckpoint(broken);
    ChildProcess.start(broken).killAfter("making", "student-faithful.onnx", "epoch 3/8");
    Path student = folder.resolve("broken/seed-1/student-faithful.onnx");
    assertThat(student).doesNotExist();
    ChildProcess.start(broken).killAfter("measuring " + student);
    assertThat(folder.resolve("broken/results.md")).doesNotExist();

    Invocation last = Invocation.of(broken).succeeds();
    assertThat(last.err()).contains("done before: " + student, "making");
    assertSame(files(folder.resolve("broken")), files(folder.resolve("whole")));
  }

  /** Cut short, or one bit flipped: named, with a remedy that helps. */
  private void damageLatestCheckpoint(Object[] command) throws IOException {
    Path latest;
    try (Stream<Path> all = Files.walk(folder.resolve("broken"))) {
      latest =
          all.filter(file -> file.toString().endsWith(".checkpoint"))
              .max(Comparator.naturalOrder())
              .orElseThrow();
    }
    byte[] whole = Files.readAllBytes(latest);
    byte[] flipped = whole.clone();
    flipped[whole.length / 2] ^= 4;
    for (byte[] damaged : List.of(Arrays.copyOf(whole, whole.length / 2), flipped)) {
      Files.write(latest, damaged);
      Invocation run = Invocation.of(command);
      assertThat(run.exitCode()).isEqualTo(ExitCode.INTERNAL);
      assertThat(run.err())
          .contains(latest + ": damaged checkpoint", "delete it to resume from the one before")
          .endsWith("[CHECKPOINT_UNREADABLE]" + System.lineSeparator());
    }
    Files.delete(latest);
  }

  /** The teacher as well as the student goes on from a checkpoint, not from its start. */
  @Test
  void teacherAndStudentKilled() throws Exception {
    Path work = folder.resolve("work");
    Object[] train = {
      "train",
      "--method",
      "sabr",
      "--arch",
      "cnn+bn:2k3s2,8",
      "--limit",
      192,
      "--epochs",
      6,
      "--augment",
      "crop4",
      "--average",
      "swa:0.5",
      "--attack-steps",
      2,
      "--checkpoint",
      work.resolve("t"),
      "--resume",
      "--out",
      work.resolve("teacher.onnx")
    };
    Object[] distill = {
      "distill",
      "--teacher",
      work.resolve("teacher.onnx"),
      "--standard-teacher",
      work.resolve("teacher.onnx"),
      "--method",
      "mtard",
      "--arch",
      "mlp:6",
      "--limit",
      1000,
      "--epochs",
      12,
      "--checkpoint",
      work.resolve("s"),
      "--resume",
      "--out",
      work.resolve("student.onnx")
    };
    Files.createDirectories(work);
    Invocation.of(train).succeeds();
    Invocation.of(distill).succeeds();
    // The same folder again: models and cards hold the command, which names it.
    Files.move(work, folder.resolve("whole"));

    Files.createDirectories(work);
    ChildProcess.start(train).killAfter("epoch 3/6");
    assertThat(Invocation.of(train).succeeds().err()).contains("resuming from", "after epoch");
    ChildProcess.start(distill).killAfter("epoch 3/12");
    assertThat(Invocation.of(distill).succeeds().err()).contains("resuming from", "after epoch");
    assertSame(files(work), files(folder.resolve("whole")));
  }

  @Test
  @Tag("slow")
  void killedAtRandomUntilItIsDone() throws Exception {
    Invocation.of(reproduce("whole")).succeeds();
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int killed = 0;
    // The longest is enough for several steps, so it ends; most fall into one.
    while (!ChildProcess.start(reproduce("broken")).endedWithin(800 + random.nextInt(4000))) {
      killed++;
    }
    assertThat(killed).as("seed " + seed).isPositive();
    assertSame(files(folder.resolve("broken")), files(folder.resolve("whole")));
  }
}
