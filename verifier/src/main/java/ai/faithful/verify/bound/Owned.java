package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.faithful.verify.rule.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Arrays that outlive the scopes they were made in, until this is closed. */
final class Owned implements AutoCloseable {
  private final List<NDArray> arrays = new ArrayList<>();

  /** Makes something whose arrays are to be handed to {@link #take}. */
  interface Maker<T> {
    T make(Scope scope);
  }

  /** What is known under a key, or else made, in a scope that frees all that is not taken. */
  static <K, T> T known(Map<K, T> all, K key, Maker<T> maker) {
    T known = all.get(key);
    if (known == null) {
      try (Scope scope = new Scope()) {
        known = maker.make(scope);
        all.put(key, known);
      }
    }
    return known;
  }

  /** Takes an array out of every scope. */
  synchronized NDArray take(Scope scope, NDArray array) {
    scope.release(array);
    arrays.add(array);
    return array;
  }

  void takeAll(Scope scope, @Nullable NDArray... all) {
    for (NDArray array : all) {
      if (array != null) {
        take(scope, array);
      }
    }
  }

  @Override
  public synchronized void close() {
    arrays.forEach(NDArray::close);
  }
}
