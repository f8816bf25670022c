package ai.faithful.verify.bound;

import java.util.ArrayList;
import java.util.List;
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

  /**
   * Runs all of the tasks, the first of them first, and returns when all are done, even when it is
   * interrupted: they read arrays that the caller frees.
   */
  void run(List<Runnable> tasks) {
    if (executor == null || tasks.size() < 2) {
      tasks.forEach(Runnable::run);
      return;
    }
    List<Future<?>> all = new ArrayList<>();
    tasks.forEach(task -> all.add(executor.submit(task)));
    boolean interrupted = false;
    Throwable failure = null;
    for (int i = 0; i < all.size(); ) {
      try {
        all.get(i).get();
        i++;
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException e) {
        failure = failure == null ? e.getCause() : failure;
        i++;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while computing bounds");
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }

  @Override
  public void close() {
    if (executor != null) {
      executor.shutdown();
    }
  }
}
