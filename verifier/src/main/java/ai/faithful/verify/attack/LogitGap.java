package ai.faithful.verify.attack;

import java.util.ArrayList;
import java.util.List;

/**
 * The difference of one logit between two networks, for epsilon-equivalence: zS_j - zT_j, or the
 * opposite.
 *
 * @param index j
 * @param over whether the student's logit is to exceed the teacher's
 */
public record LogitGap(int index, boolean over) implements Objective {

  /** Both signs of every logit: the greatest value is the largest absolute difference. */
  public static List<Objective> all(int classes) {
    List<Objective> all = new ArrayList<>();
    for (int j = 0; j < classes; j++) {
      all.add(new LogitGap(j, true));
      all.add(new LogitGap(j, false));
    }
    return all;
  }

  @Override
  public int networks() {
    return 2;
  }

  @Override
  public double evaluate(double[][] logits, int direction, double[][] ascent) {
    int sign = over ? 1 : -1;
    ascent[0][index] -= sign;
    ascent[1][index] += sign;
    return sign * (logits[1][index] - logits[0][index]);
  }
}
