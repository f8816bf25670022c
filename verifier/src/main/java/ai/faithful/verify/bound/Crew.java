package ai.faithful.verify.bound;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Threads that work on the regions of a batch at the same time. */
final class Crew implements AutoCloseable {
  private final @Nullable ExecutorService executor;
  private final int threads;

  Crew(int threads) {
    this.threads = threads;
    this.executor =
        threads == 1
            ? null
            : Executors.newFixedThreadPool(
                threads,
                task -> {
                  Thread thread = new Thread(task, "bounds");
                  thread.setDaemon(true);
                  return thread;
                });
  }

  int threads() {
    return threads;
  }

  /** Runs all of the tasks, the first of them first, and returns when all are done. */
  void run(List<Runnable> tasks) {
    if (executor == null || tasks.size() < 2) {
      tasks.forEach(Runnable::run);
      return;
    }
    List<Callable<Object>> calls = new ArrayList<>();
    tasks.forEach(task -> calls.add(Executors.callable(task)));
    try {
      for (Future<Object> done : executor.invokeAll(calls)) {
        done.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while computing bounds", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    if (executor != null) {
      executor.shutdown();
    }
  }
}
