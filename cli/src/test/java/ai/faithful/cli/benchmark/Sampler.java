package ai.faithful.cli.benchmark;

import java.util.HashMap;
import java.util.Map;

/** A sampling profiler: which of our lines, and which engine calls, threads are in. */
final class Sampler {
  private final Map<String, Integer> ours = new HashMap<>();
  private final Map<String, Integer> engine = new HashMap<>();
  private volatile boolean running = true;
  private final Thread thread = new Thread(this::run);

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    while (running) {
      Thread.getAllStackTraces()
          .forEach(
              (t, frames) -> {
                if (t == thread) {
                  return;
                }
                String call = "-";
                for (StackTraceElement frame : frames) {
                  String name = frame.getClassName();
                  if (name.equals("ai.djl.pytorch.engine.PtNDArray")
                      || name.contains("PtNDArrayIndexer")
                      || name.contains("PtNDManager")) {
                    call = frame.getMethodName();
                  }
                  if (name.startsWith("ai.faithful") && !name.contains("Sampler")) {
                    ours.merge(
                        name.substring(name.lastIndexOf('.') + 1)
                            + "."
                            + frame.getMethodName()
                            + ":"
                            + frame.getLineNumber()
                            + " "
                            + call,
                        1,
                        Integer::sum);
                    engine.merge(call, 1, Integer::sum);
                    break;
                  }
                }
              });
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  void print() {
    running = false;
    print(ours, 45);
    print(engine, 20);
  }

  private static void print(Map<String, Integer> counts, int most) {
    int total = counts.values().stream().mapToInt(i -> i).sum();
    System.out.println("--- " + total);
    counts.entrySet().stream()
        .sorted((a, b) -> b.getValue() - a.getValue())
        .limit(most)
        .forEach(e -> System.out.printf("%5.1f%% %s%n", 100.0 * e.getValue() / total, e.getKey()));
  }
}
