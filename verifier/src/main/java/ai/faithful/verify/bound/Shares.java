package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A batch of regions shared out to threads, each of which takes its share through all layers: they
 * wait for one another once, not at each layer.
 */
final class Shares {
  /** More regions at a time gain nothing, and leave threads without work at the end. */
  private static final int MOST = 16;

  private final LinearBounds engine;
  private final Rounding rounding;
  private final List<long[]> shares = new ArrayList<>();

  /**
   * @param regions of the batch
   */
  Shares(LinearBounds engine, Rounding rounding, int regions) {
    this.engine = engine;
    this.rounding = rounding;
    int threads = engine.crew().threads();
    int rounds = (regions + threads * MOST - 1) / (threads * MOST);
    int count = Math.min(regions, threads * rounds);
    for (int i = 0; i < count; i++) {
      int from = (int) ((long) regions * i / count);
      int to = (int) ((long) regions * (i + 1) / count);
      shares.add(IntStream.range(from, to).asLongStream().toArray());
    }
  }

  /** As {@link LinearBounds#intermediate}, into boxes that already hold those of the inputs. */
  void intermediate(Map<String, ? extends Concretizer> inputs, Map<String, Box> boxes) {
    NDManager manager = boxes.values().iterator().next().lower().getManager();
    List<Map<String, Box>> found = new ArrayList<>();
    List<Runnable> tasks = new ArrayList<>();
    for (long[] share : shares) {
      Map<String, Box> own = new LinkedHashMap<>();
      found.add(own);
      tasks.add(() -> own.putAll(intermediate(inputs, share)));
    }
    engine.crew().run(tasks);
    try (Scope scope = new Scope()) {
      for (Site site : engine.network().sites()) {
        List<Box> parts = found.stream().map(own -> own.get(site.node().name())).toList();
        boxes.put(
            site.node().name(),
            new Box(
                joined(scope, manager, parts.stream().map(Box::lower).toList()),
                joined(scope, manager, parts.stream().map(Box::upper).toList())));
      }
    }
  }

  private Map<String, Box> intermediate(Map<String, ? extends Concretizer> inputs, long[] share) {
    int threads = engine.crew().threads();
    BoundSettings settings = engine.settings().withThreads(1);
    settings =
        settings.withMemory(
            Math.max(BoundSettings.LEAST_MEMORY, engine.settings().memory() / threads));
    try (Scope scope = new Scope();
        LinearBounds own =
            new LinearBounds(engine.network(), engine.searching(), settings, rounding)) {
      NDArray regions = engine.network().manager().create(share);
      Map<String, Concretizer> some = new LinkedHashMap<>();
      inputs.forEach((name, region) -> some.put(name, region.of(regions)));
      Map<String, Box> boxes = own.intermediate(some);
      boxes.keySet().removeAll(inputs.keySet());
      for (Box box : boxes.values()) {
        scope.release(box.lower());
        scope.release(box.upper());
      }
      return boxes;
    }
  }

  private static NDArray joined(Scope scope, NDManager manager, List<NDArray> parts) {
    NDArray all = NDArrays.concat(new NDList(parts), 0);
    parts.forEach(NDArray::close);
    scope.keep(all);
    all.attach(manager);
    return all;
  }
}
