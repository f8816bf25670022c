package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import java.util.ArrayList;
import java.util.List;

/**
 * Frees every array created by this thread inside it, except those kept, which pass to the
 * enclosing scope if there is one.
 */
public final class Scope implements AutoCloseable {
  private final NDScope scope = new NDScope();
  private final List<NDArray> kept = new ArrayList<>();

  /** Lets an array created inside this scope outlive it. */
  public NDArray keep(NDArray array) {
    NDScope.unregister(array);
    kept.add(array);
    return array;
  }

  /** Takes an array created inside this scope out of every scope: the caller has to close it. */
  public void release(NDArray array) {
    NDScope.unregister(array);
  }

  @Override
  public void close() {
    scope.close();
    kept.forEach(NDScope::register);
  }
}
