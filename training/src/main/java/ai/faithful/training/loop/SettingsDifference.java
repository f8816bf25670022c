package ai.faithful.training.loop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What two runs were asked for differently, by the names of the options. Settings are texts in
 * parts that "; " separates: the command with its recipe, the data, the architecture, the teachers
 * of a student, the schedule.
 */
final class SettingsDifference {
  private static final int MOST = 4;
  private static final String PART = "; ";
  private static final String TEACHER = "teacher ";

  /** Where an option is not called like the setting. */
  private static final Map<String, String> OPTIONS =
      Map.of(
          "epsilon", "--eps",
          "start", "--learning-rate",
          "augmentation", "--augment",
          "averaging", "--average");

  private SettingsDifference() {}

  /** As in "--eps 0.1 (asked for: 0.05), --epochs 3 (asked for: 5)". */
  static String words(String kept, String asked) {
    Map<String, String> before = options(kept);
    Map<String, String> now = options(asked);
    List<String> all = new ArrayList<>();
    for (Map.Entry<String, String> entry : before.entrySet()) {
      String other = now.getOrDefault(entry.getKey(), "none");
      if (!entry.getValue().equals(other)) {
        all.add(entry.getKey() + " " + entry.getValue() + " (asked for: " + other + ")");
      }
    }
    if (all.isEmpty()) {
      // Of samples in files only a fingerprint is kept, not what one could name.
      return "--data with other samples, or read in another way";
    }
    String more = all.size() > MOST ? " and " + (all.size() - MOST) + " more" : "";
    return String.join(", ", all.subList(0, Math.min(MOST, all.size()))) + more;
  }

  private static Map<String, String> options(String settings) {
    Map<String, String> options = new LinkedHashMap<>();
    List<String> parts = new ArrayList<>(List.of(settings.split(PART, -1)));
    String recipe = parts.remove(0);
    int space = recipe.indexOf(' ');
    options.put("command", space < 0 ? recipe : recipe.substring(0, space));
    record(recipe, options);
    if (!parts.isEmpty()) {
      record(parts.remove(parts.size() - 1), options);
    }
    if (!parts.isEmpty() && parts.get(parts.size() - 1).startsWith(TEACHER)) {
      options.put("--teacher", parts.remove(parts.size() - 1).substring(TEACHER.length()));
    }
    if (parts.size() > 1) {
      options.put("--arch", parts.get(parts.size() - 1));
    }
    if (!parts.isEmpty()) {
      options.put("--data", parts.get(0));
    }
    return options;
  }

  /** The components of a record's text, "Name[a=1, b=Inner[c=2]]". */
  private static void record(String text, Map<String, String> options) {
    int from = text.indexOf('[') + 1;
    int depth = 0;
    for (int i = from; i > 0 && i < text.length(); i++) {
      char c = text.charAt(i);
      if (depth == 0 && (c == ']' || text.startsWith(", ", i))) {
        component(text.substring(from, i), options);
        from = i + 2;
      }
      depth += c == '[' ? 1 : c == ']' ? -1 : 0;
    }
  }

  private static void component(String text, Map<String, String> options) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      return;
    }
    String name = text.substring(0, equals);
    String value = text.substring(equals + 1);
    if (name.equals("ramp")) {
      options.put("--ramp", value.replaceAll("Ramp\\[|\\w+=|]", "").replace(", ", ","));
    } else if (value.contains("[")) {
      record(value, options);
    } else {
      options.put(OPTIONS.getOrDefault(name, option(name)), word(value));
    }
  }

  private static String option(String name) {
    return "--" + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** Constants of enums as the command line has them. */
  private static String word(String value) {
    return value.matches("[A-Z][A-Z0-9_]*")
        ? value.toLowerCase(Locale.ROOT).replace('_', '-')
        : value;
  }
}
