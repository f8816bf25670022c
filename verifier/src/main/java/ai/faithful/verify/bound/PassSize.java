package ai.faithful.verify.bound;

import ai.faithful.ir.Input;
import ai.faithful.verify.rule.LinearRule;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Site;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How many numbers a pass holds at a time for one row, by region: what is live there, not all of a
 * layer.
 */
final class PassSize {
  /** Coefficients before and after a step, and what leads from one to the other. */
  private static final int ARRAYS_OF_A_STEP = 4;

  /** Coefficients, line, parameters, their best, and the state of Adam. */
  private static final int ARRAYS_OF_A_CHOICE = 8;

  private final long[] numbers;

  private PassSize(long[] numbers) {
    this.numbers = numbers;
  }

  static PassSize of(Relaxation relaxation, String value, boolean searching) {
    return of(relaxation, List.of(value), searching);
  }

  /**
   * @param values where rows start
   * @param searching whether the pass leaves a trace for a search
   */
  static PassSize of(Relaxation relaxation, Collection<String> values, boolean searching) {
    long[] numbers = new long[(int) relaxation.regions()];
    Network network = relaxation.network();
    Set<String> reached = new HashSet<>(values);
    List<Site> reversed = new ArrayList<>();
    network.sites().forEach(reversed::add);
    Collections.reverse(reversed);
    for (Site site : reversed) {
      String name = site.node().name();
      if (reached.contains(name)) {
        String input = searching ? null : InputStep.input(relaxation, site);
        if (input != null) {
          // In pieces, one array after the other in the same memory.
          long width = network.graph().shapeOf(input).size();
          Arrays.setAll(numbers, b -> Math.max(numbers[b], width));
        } else {
          site.variables().forEach(arg -> reached.add(site.node().inputs().get(arg)));
        }
        boolean chooses = !(Network.rule(site) instanceof LinearRule);
        add(relaxation, numbers, name, searching, chooses ? ARRAYS_OF_A_CHOICE : 1);
      }
    }
    for (Input input : network.graph().inputs()) {
      if (reached.contains(input.name())) {
        add(relaxation, numbers, input.name(), searching, ARRAYS_OF_A_STEP);
      }
    }
    return new PassSize(numbers);
  }

  private static void add(
      Relaxation relaxation, long[] numbers, String value, boolean searching, int arrays) {
    for (int b = 0; b < numbers.length; b++) {
      long width = relaxation.width(value, b);
      // Without a trace arrays are freed on the way: the widest counts.
      numbers[b] =
          searching ? numbers[b] + arrays * width : Math.max(numbers[b], ARRAYS_OF_A_STEP * width);
    }
  }

  /** By region. */
  long[] numbers() {
    return numbers.clone();
  }
}
