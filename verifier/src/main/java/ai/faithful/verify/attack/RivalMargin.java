package ai.faithful.verify.attack;

import ai.faithful.verify.SettingException;
import java.util.ArrayList;
import java.util.List;

/**
 * By how much one network prefers another class to the label: z_j - z_c; positive where its answer
 * is not c.
 *
 * @param label the class c
 * @param rival j, another class
 */
public record RivalMargin(int label, int rival) implements Objective {
  /** Logits; beyond what ONNX Runtime's rounding could take back, for networks of usual scale. */
  private static final double CLEAR = 1e-3;

  public RivalMargin {
    if (label == rival) {
      throw new SettingException("class " + label + " is no rival of itself");
    }
  }

  /** One for each other class. */
  public static List<Objective> all(int label, int classes) {
    List<Objective> all = new ArrayList<>();
    for (int j = 0; j < classes; j++) {
      if (j != label) {
        all.add(new RivalMargin(label, j));
      }
    }
    return all;
  }

  @Override
  public int networks() {
    return 1;
  }

  @Override
  public double enough() {
    return CLEAR;
  }

  @Override
  public double evaluate(double[][] logits, int direction, double[][] ascent) {
    ascent[0][rival] += 1;
    ascent[0][label] -= 1;
    return logits[0][rival] - logits[0][label];
  }
}
