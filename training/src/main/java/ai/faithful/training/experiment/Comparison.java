package ai.faithful.training.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The outcomes of an experiment, over its seeds.
 *
 * @param outcomes of every seed, radius and student
 */
public record Comparison(Experiment experiment, List<Outcome> outcomes) {
  public Comparison {
    outcomes = List.copyOf(outcomes);
  }

  /** A column of the table. */
  public record Column(String name, ToDoubleFunction<Outcome> value) {}

  /** Mean and sample standard deviation over the seeds; the latter NaN for a single seed. */
  public record Estimate(double mean, double deviation) {}

  /** One student at one radius. */
  public record Row(String student, String epsilon, Map<String, Estimate> values) {}

  /** The columns, in order; rates and accuracies are shares of 1. */
  public static List<Column> columns() {
    return List.of(
        new Column("accuracy", Outcome::accuracy),
        new Column("PGD accuracy", Outcome::pgdAccuracy),
        new Column("agreement", Outcome::agreement),
        new Column("ECE", Outcome::ece),
        new Column("KL", Outcome::divergence),
        new Column("mean lower", Outcome::meanLower),
        new Column("mean upper", Outcome::meanUpper),
        new Column("median lower", Outcome::medianLower),
        new Column("median upper", Outcome::medianUpper),
        new Column("faithful 0.05", o -> o.faithfulRate(0.05)),
        new Column("faithful 0.1", o -> o.faithfulRate(0.1)),
        new Column("faithful 0.2", o -> o.faithfulRate(0.2)),
        new Column("same class", Outcome::sameClassRate));
  }

  /** A row for each radius and student, in the experiment's order. */
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (String epsilon : experiment.measurement().epsilons()) {
      for (Experiment.Student student : experiment.students()) {
        List<Outcome> of = of(student.name(), epsilon);
        Map<String, Estimate> values = new LinkedHashMap<>();
        columns().forEach(column -> values.put(column.name(), estimate(of, column.value())));
        rows.add(new Row(student.name(), epsilon, values));
      }
    }
    return rows;
  }

  /** The outcomes of one student at one radius. */
  public List<Outcome> of(String student, String epsilon) {
    return outcomes.stream()
        .filter(o -> o.student().equals(student) && o.epsilon().equals(epsilon))
        .toList();
  }

  static Estimate estimate(List<Outcome> outcomes, ToDoubleFunction<Outcome> value) {
    int n = outcomes.size();
    double mean = outcomes.stream().mapToDouble(value).average().orElse(Double.NaN);
    double squares = 0;
    for (Outcome outcome : outcomes) {
      double gap = value.applyAsDouble(outcome) - mean;
      squares += gap * gap;
    }
    return new Estimate(mean, n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1)));
  }
}
