package ai.faithful.verify.attack;

import ai.faithful.verify.SettingException;
import java.util.ArrayList;
import java.util.List;

/**
 * The teacher says k while the student prefers j (THEORY 4.5): positive where zS_j > zS_k, and the
 * teacher puts k first, or is sure of it. The value is the lesser of the two margins.
 *
 * @param teacherClass k
 * @param studentClass j, another class
 * @param confidence 0 if the teacher has to put k first only; else it has to have p_k at least
 *     this, from 0.5 to below 1
 */
public record Disagreement(int teacherClass, int studentClass, double confidence)
    implements Objective {
  /** Logits; beyond what ONNX Runtime's rounding could take back, for networks of usual scale. */
  private static final double CLEAR = 1e-3;

  public Disagreement {
    if (teacherClass == studentClass) {
      throw new SettingException("class " + teacherClass + " does not disagree with itself");
    }
    if (confidence != 0 && !(confidence >= 0.5 && confidence < 1)) {
      throw new SettingException("a confidence of " + confidence + " (0.5 to below 1)");
    }
  }

  /** Every way to disagree in which the teacher says c: its right answer contradicted. */
  public static List<Objective> teacherSays(int c, int classes, double confidence) {
    List<Objective> all = new ArrayList<>();
    for (int j = 0; j < classes; j++) {
      if (j != c) {
        all.add(new Disagreement(c, j, confidence));
      }
    }
    return all;
  }

  /** Those, and the student staying with c while the teacher leaves it. */
  public static List<Objective> about(int c, int classes, double confidence) {
    List<Objective> all = new ArrayList<>(teacherSays(c, classes, confidence));
    for (int k = 0; k < classes; k++) {
      if (k != c) {
        all.add(new Disagreement(k, c, confidence));
      }
    }
    return all;
  }

  @Override
  public int networks() {
    return 2;
  }

  @Override
  public int directions() {
    return 2;
  }

  @Override
  public double enough() {
    return CLEAR;
  }

  @Override
  public double evaluate(double[][] logits, int direction, double[][] ascent) {
    double[] zT = logits[0];
    double[] zS = logits[1];
    int rival = Softmax.argmax(zT, teacherClass);
    double premise =
        confidence == 0
            ? zT[teacherClass] - zT[rival]
            : Softmax.logOdds(zT, teacherClass) - Math.log(confidence / (1 - confidence));
    double conclusion = zS[studentClass] - zS[teacherClass];
    double value = Math.min(premise, conclusion);
    double weight = direction == 0 ? share(premise, conclusion) : 0.5;
    if (confidence == 0) {
      ascent[0][teacherClass] += weight;
      ascent[0][rival] -= weight;
    } else {
      Softmax.addLogOdds(zT, teacherClass, weight, ascent[0]);
    }
    ascent[1][studentClass] += 1 - weight;
    ascent[1][teacherClass] -= 1 - weight;
    return value;
  }

  /** How much of a step goes to the premise: a soft minimum's weight, so that steps do not flip. */
  private static double share(double premise, double conclusion) {
    double width = 0.1 * (Math.abs(premise) + Math.abs(conclusion)) + 1e-6;
    return 1 / (1 + Math.exp((premise - conclusion) / width));
  }
}
