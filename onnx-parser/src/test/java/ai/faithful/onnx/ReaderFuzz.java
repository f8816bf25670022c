package ai.faithful.onnx;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Node;
import ai.faithful.ir.pass.Passes;
import ai.faithful.onnx.op.Selection;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads damaged model files: each must be read, or refused by a one-line {@link ModelException}, in
 * limited time and memory. As a command: {@code ReaderFuzz COUNT SEED KEPT FOLDER...} damages the
 * models in the folders, and keeps some of those that were read for {@link ReaderFuzzAgreement}.
 */
final class ReaderFuzz {
  /** Seconds within which any file must be read or refused. */
  private static final int SECONDS = 20;

  /** Bytes that reading any of these small files may allocate, garbage included. */
  private static final long ALLOCATION = 3L << 30;

  /** Larger models are left out: reading them is the same, only slower. */
  private static final int LARGEST = 100_000;

  private final Map<String, Integer> outcomes = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private long mostAllocated;
  private long slowest;

  static List<byte[]> seeds(List<Path> folders) throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (Path folder : folders) {
      for (Path file : Corpora.files(folder, ".onnx")) {
        if (Files.size(file) <= LARGEST) {
          seeds.add(Files.readAllBytes(file));
        }
      }
    }
    return seeds;
  }

  /** Reads so many damaged files; {@code kept} receives some of those that were read. */
  void run(List<byte[]> seeds, int count, long seed, List<byte[]> kept, int most) {
    ExecutorService reader = Executors.newSingleThreadExecutor(ReaderFuzz::daemon);
    for (int i = 0; i < count; i++) {
      Random random = new Random(seed + i);
      byte[] bytes = new Mutation(random, seeds).next();
      String title = "seed " + (seed + i);
      long start = System.nanoTime();
      Future<String> outcome = reader.submit(() -> read(bytes));
      try {
        String word = outcome.get(SECONDS, TimeUnit.SECONDS);
        outcomes.merge(word, 1, Integer::sum);
        if (word.equals("read") && kept.size() < most && random.nextInt(20) == 0) {
          kept.add(bytes);
        }
      } catch (TimeoutException e) {
        failures.add(title + ": not read in " + SECONDS + " s");
        reader.shutdownNow();
        reader = Executors.newSingleThreadExecutor(ReaderFuzz::daemon);
      } catch (ExecutionException e) {
        Throwable cause = Objects.requireNonNull(e.getCause());
        StackTraceElement[] trace = cause.getStackTrace();
        failures.add(title + ": " + cause + (trace.length > 0 ? " at " + trace[0] : ""));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      slowest = Math.max(slowest, System.nanoTime() - start);
      if ((i + 1) % 10_000 == 0) {
        System.out.println((i + 1) + " files: " + outcomes + ", " + failures.size() + " failures");
      }
    }
    reader.shutdown();
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "reader");
    thread.setDaemon(true);
    return thread;
  }

  private String read(byte[] bytes) {
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    String word;
    try {
      OnnxModel model = OnnxReader.read(Path.of("damaged.onnx"), bytes, Selection.everything());
      if (elements(model.graph()) < 1 << 22) {
        Passes.simplify(model.graph());
      }
      word = "read";
    } catch (ModelException e) {
      if (e.getMessage().contains("\n") || e.getMessage().length() > 1 << 20) {
        throw new IllegalStateException("a message of several lines or a megabyte: " + e.code());
      }
      word = e.code();
    }
    long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    mostAllocated = Math.max(mostAllocated, allocated);
    if (allocated > ALLOCATION) {
      throw new IllegalStateException("allocates " + allocated + " bytes");
    }
    return word;
  }

  static long elements(Graph graph) {
    long elements = 0;
    for (Node node : graph.nodes()) {
      elements += node.shape().size();
    }
    return elements;
  }

  List<String> failures() {
    return failures;
  }

  String report() {
    return outcomes
        + String.format(
            ", slowest %.1f s, most allocated %d MB, %d failures",
            slowest / 1e9, mostAllocated >> 20, failures.size());
  }

  public static void main(String[] arguments) throws IOException {
    int count = Integer.parseInt(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    Path keep = Files.createDirectories(Path.of(arguments[2]));
    List<Path> folders = new ArrayList<>();
    for (int i = 3; i < arguments.length; i++) {
      folders.add(Path.of(arguments[i]));
    }
    List<byte[]> seeds = seeds(folders);
    System.out.println(seeds.size() + " models to damage");
    ReaderFuzz fuzz = new ReaderFuzz();
    List<byte[]> kept = new ArrayList<>();
    fuzz.run(seeds, count, seed, kept, 5000);
    for (int i = 0; i < kept.size(); i++) {
      Files.write(keep.resolve("damaged-" + i + ".onnx"), kept.get(i));
    }
    fuzz.failures().forEach(System.out::println);
    System.out.println(count + " files: " + fuzz.report() + ", " + kept.size() + " kept");
  }
}
