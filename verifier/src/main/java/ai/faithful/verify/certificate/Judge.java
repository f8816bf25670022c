package ai.faithful.verify.certificate;

import ai.faithful.verify.attack.Objective;
import java.util.List;
import java.util.stream.IntStream;

/** How one property is proved over regions, and measured at inputs. */
interface Judge {
  /** Of a property, all its bounds as tight as they get. */
  static Judge of(Property property, int classes) {
    return of(property, classes, Double.NEGATIVE_INFINITY);
  }

  /**
   * Of a property.
   *
   * @param enough bounds of confidences' differences that are no more need not be made tighter
   */
  static Judge of(Property property, int classes, double enough) {
    if (property instanceof Property.Confidence confidence) {
      return new ConfidenceJudge(confidence, classes, enough);
    }
    if (property instanceof Property.EveryClass) {
      return new EveryClassJudge(classes, enough);
    }
    if (property instanceof Property.TotalVariation) {
      return DivergenceJudge.totalVariation(classes);
    }
    if (property instanceof Property.KullbackLeibler) {
      return DivergenceJudge.kullbackLeibler(classes);
    }
    if (property instanceof Property.Agreement agreement) {
      return new AgreementJudge(agreement, classes);
    }
    return new EquivalenceJudge(classes);
  }

  /**
   * Proves what it can over a batch of regions.
   *
   * @param labels of each region's example
   * @param centres inputs in the regions' middle
   */
  List<Proof> prove(PairBounds bounds, BoundedRegions regions, int[] labels, double[][] centres);

  /** What real arithmetic gives at least, at a region that is one point. */
  Attained exactly(LogitBoxes logits, int at, int label);

  /** What ONNX Runtime gives. */
  Attained seen(Outputs outputs, int label);

  /** How many rows are bounded at a time for each region, about. */
  int rows();

  /** What an attack makes large, in the order of trial. */
  List<Objective> objectives(int label);

  /** Whether any one of the objectives will do. */
  default boolean isMetByAny() {
    return false;
  }

  static int[] all(int classes) {
    return IntStream.range(0, classes).toArray();
  }

  static int[][] each(int[] labels) {
    return IntStream.of(labels).mapToObj(c -> new int[] {c}).toArray(int[][]::new);
  }

  /** Every class for every region. */
  static int[][] all(int regions, int classes) {
    return IntStream.range(0, regions).mapToObj(b -> all(classes)).toArray(int[][]::new);
  }
}
