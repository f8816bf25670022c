package ai.faithful.verify.bound;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The relaxation of the regions that were bounded last: rows over the same boxes find in it what
 * the boxes were made with, lines and costs of nodes above all.
 */
final class Recent implements AutoCloseable {
  private final AtomicReference<@Nullable Entry> last = new AtomicReference<>();

  /**
   * @param inputs as the relaxation was made with
   * @param boxes likewise, when it was last used
   */
  private record Entry(
      Relaxation relaxation, Map<String, Concretizer> inputs, Map<String, Box> boxes) {
    /** Whether these are the very regions and boxes, not others with equal numbers. */
    boolean isOf(Map<String, ? extends Concretizer> otherInputs, Map<String, Box> otherBoxes) {
      return otherInputs.size() == inputs.size()
          && otherBoxes.size() == boxes.size()
          && otherInputs.entrySet().stream().allMatch(e -> inputs.get(e.getKey()) == e.getValue())
          && otherBoxes.entrySet().stream().allMatch(e -> isSame(boxes.get(e.getKey()), e));
    }

    private static boolean isSame(@Nullable Box box, Map.Entry<String, Box> other) {
      return box != null
          && box.lower() == other.getValue().lower()
          && box.upper() == other.getValue().upper();
    }
  }

  /** What was kept, if it is of these regions and boxes; the caller keeps or closes it. */
  @Nullable Relaxation take(Map<String, ? extends Concretizer> inputs, Map<String, Box> boxes) {
    Entry entry = last.getAndSet(null);
    if (entry != null && entry.isOf(inputs, boxes)) {
      return entry.relaxation;
    }
    close(entry);
    return null;
  }

  /** Keeps a relaxation until another is kept, or this is closed. */
  void keep(
      Relaxation relaxation, Map<String, ? extends Concretizer> inputs, Map<String, Box> boxes) {
    close(last.getAndSet(new Entry(relaxation, new HashMap<>(inputs), new HashMap<>(boxes))));
  }

  private static void close(@Nullable Entry entry) {
    if (entry != null) {
      entry.relaxation.close();
    }
  }

  /** Frees what is kept. */
  @Override
  public void close() {
    close(last.getAndSet(null));
  }
}
