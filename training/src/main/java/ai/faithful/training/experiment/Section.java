package ai.faithful.training.experiment;

import ai.faithful.training.TrainingException;
import ai.faithful.training.TrainingException.Code;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of an experiment's description, read strictly: a value of the wrong kind and a key that
 * nobody asked for are errors that name where they stand.
 */
final class Section {
  private final String path;
  private final Map<String, Object> values;
  private final Set<String> asked = new TreeSet<>();

  private Section(String path, Map<String, Object> values) {
    this.path = path;
    this.values = values;
  }

  /**
   * Reads a value that has to be a mapping.
   *
   * @param path where it stands, for messages
   */
  static Section of(String path, @Nullable Object value) throws TrainingException {
    if (value == null) {
      return new Section(path, Map.of());
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw wrong(path, "is no mapping");
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String key) || entry.getValue() == null) {
        throw wrong(path, "has the entry '" + entry + "'; keys are words, and none is empty");
      }
      values.put(key, entry.getValue());
    }
    return new Section(path, values);
  }

  /** This section with the values of another in place of its own, mappings merged. */
  Section with(Section other) throws TrainingException {
    Map<String, Object> merged = new LinkedHashMap<>(values);
    for (Map.Entry<String, Object> entry : other.values.entrySet()) {
      Object own = merged.get(entry.getKey());
      Object given = entry.getValue();
      boolean both = own instanceof Map<?, ?> && given instanceof Map<?, ?>;
      merged.put(
          entry.getKey(),
          both
              ? of(path + "." + entry.getKey(), own)
                  .with(of(other.path + "." + entry.getKey(), given))
                  .values
              : given);
    }
    return new Section(path, merged);
  }

  /** The same values, standing elsewhere. */
  Section at(String elsewhere) {
    return new Section(elsewhere, values);
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  Set<String> keys() {
    return values.keySet();
  }

  Section section(String key) throws TrainingException {
    asked.add(key);
    return of(path.isEmpty() ? key : path + "." + key, values.get(key));
  }

  String text(String key, String otherwise) throws TrainingException {
    Object value = value(key, otherwise);
    if (value instanceof Map || value instanceof List) {
      throw wrong(path + "." + key, "is no word");
    }
    return String.valueOf(value);
  }

  String text(String key) throws TrainingException {
    if (!has(key)) {
      throw wrong(path, "lacks '" + key + "'");
    }
    return text(key, "");
  }

  double number(String key, double otherwise) throws TrainingException {
    Object value = value(key, otherwise);
    if (!(value instanceof Number number)) {
      throw wrong(path + "." + key, "is no number: " + value);
    }
    return number.doubleValue();
  }

  int whole(String key, int otherwise) throws TrainingException {
    double number = number(key, otherwise);
    if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
      throw wrong(path + "." + key, "is no whole number: " + number);
    }
    return (int) number;
  }

  List<Double> numbers(String key, List<Double> otherwise) throws TrainingException {
    Object value = value(key, otherwise);
    if (!(value instanceof List<?> list)) {
      throw wrong(path + "." + key, "is no list of numbers: " + value);
    }
    List<Double> numbers = new ArrayList<>();
    for (Object element : list) {
      if (!(element instanceof Number number)) {
        throw wrong(path + "." + key, "is no list of numbers: " + value);
      }
      numbers.add(number.doubleValue());
    }
    return numbers;
  }

  /**
   * To be called when all has been read.
   *
   * @throws TrainingException naming the keys that nobody asked for
   */
  void done() throws TrainingException {
    Set<String> unknown = new TreeSet<>(values.keySet());
    unknown.removeAll(asked);
    if (!unknown.isEmpty()) {
      throw wrong(path, "has unknown keys " + unknown + "; known here are " + asked);
    }
  }

  private Object value(String key, Object otherwise) {
    asked.add(key);
    return values.getOrDefault(key, otherwise);
  }

  static TrainingException wrong(String path, String what) {
    String where = path.isEmpty() ? "the experiment" : "'" + path + "'";
    return new TrainingException(Code.EXPERIMENT, where + " " + what);
  }
}
