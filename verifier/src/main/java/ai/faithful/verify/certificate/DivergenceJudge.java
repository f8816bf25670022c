package ai.faithful.verify.certificate;

import ai.faithful.verify.attack.ConfidenceGap;
import ai.faithful.verify.attack.Divergence;
import ai.faithful.verify.attack.Objective;
import ai.faithful.verify.attack.TotalVariation;
import ai.faithful.verify.property.Divergences;
import ai.faithful.verify.property.Margins;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

/** A distance between the two distributions over the classes. */
final class DivergenceJudge implements Judge {
  private final int classes;
  private final Objective objective;
  private final ToDoubleFunction<List<Divergences.ClassBounds>> upper;
  private final ToDoubleBiFunction<List<Margins>, List<Margins>> exact;
  private final ToDoubleBiFunction<double[], double[]> seen;

  private DivergenceJudge(
      int classes,
      Objective objective,
      ToDoubleFunction<List<Divergences.ClassBounds>> upper,
      ToDoubleBiFunction<List<Margins>, List<Margins>> exact,
      ToDoubleBiFunction<double[], double[]> seen) {
    this.classes = classes;
    this.objective = objective;
    this.upper = upper;
    this.exact = exact;
    this.seen = seen;
  }

  static DivergenceJudge totalVariation(int classes) {
    return new DivergenceJudge(
        classes,
        new TotalVariation(),
        Divergences::totalVariation,
        Divergences::leastTotalVariation,
        (pT, pS) -> {
          double sum = 0;
          for (int k = 0; k < pT.length; k++) {
            sum += Math.abs(pT[k] - pS[k]) / 2;
          }
          return sum;
        });
  }

  static DivergenceJudge kullbackLeibler(int classes) {
    return new DivergenceJudge(
        classes,
        new Divergence(),
        Divergences::kullbackLeibler,
        Divergences::leastKullbackLeibler,
        (pT, pS) -> {
          double sum = 0;
          for (int k = 0; k < pT.length; k++) {
            sum += pT[k] > 0 ? pT[k] * Math.log(pT[k] / pS[k]) : 0;
          }
          return sum;
        });
  }

  @Override
  public List<Proof> prove(
      PairBounds bounds, BoundedRegions regions, int[] labels, double[][] centres) {
    List<Proof> proofs = new ArrayList<>();
    for (List<RegionCertificate> own :
        RegionCertificate.of(
            bounds,
            regions,
            Judge.all(labels.length, classes),
            centres,
            Double.NEGATIVE_INFINITY)) {
      List<Divergences.ClassBounds> known =
          own.stream()
              .map(
                  c ->
                      new Divergences.ClassBounds(
                          c.margins().teacher(),
                          c.margins().student(),
                          c.margins().difference(),
                          c.over().least(),
                          c.under().least()))
              .toList();
      int label = labels[proofs.size()];
      proofs.add(Proof.of(upper.applyAsDouble(known), Proof.lead(own.get(label).margins())));
    }
    return proofs;
  }

  @Override
  public Attained exactly(LogitBoxes logits, int at, int label) {
    List<Margins> teacher = new ArrayList<>();
    List<Margins> student = new ArrayList<>();
    for (int k = 0; k < classes; k++) {
      teacher.add(logits.teacher(at, k));
      student.add(logits.student(at, k));
    }
    return Attained.of(exact.applyAsDouble(teacher, student));
  }

  @Override
  public Attained seen(Outputs outputs, int label) {
    return Attained.of(
        seen.applyAsDouble(outputs.teacherConfidences(), outputs.studentConfidences()));
  }

  @Override
  public int rows() {
    return 16 * classes + 3 * classes * classes;
  }

  @Override
  public List<Objective> objectives(int label) {
    return List.of(objective, new ConfidenceGap(label, true), new ConfidenceGap(label, false));
  }
}
