package ai.faithful.onnx;

import java.util.List;

/** Lists problems on one line. */
final class Problems {
  /** A message is for people: beyond this many entries it says how many are left. */
  private static final int LIMIT = 1000;

  private Problems() {}

  static String join(List<String> problems) {
    String shown = String.join("; ", problems.subList(0, Math.min(LIMIT, problems.size())));
    return problems.size() <= LIMIT
        ? shown
        : shown + "; and " + (problems.size() - LIMIT) + " more";
  }
}
