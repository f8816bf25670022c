package ai.faithful.verify.property;

import java.util.ArrayList;
import java.util.List;

/**
 * A linear function of both logit vectors, teacher . zT + student . zS + constant, that lies below
 * the <em>negated</em> difference of two confidences over a region (THEORY 4.3): minimised over the
 * region it bounds that difference from above, {@code difference <= -minimum}.
 */
public final class DifferenceRow {
  /** How many rows {@link #over} and {@link #under} give each. */
  public static final int VARIANTS = 8;

  private final double[] teacher;
  private final double[] student;
  private final double constant;

  private DifferenceRow(double[] teacher, double[] student, double constant) {
    this.teacher = teacher;
    this.student = student;
    this.constant = constant;
  }

  /** A copy of the coefficients on the teacher's logits. */
  public double[] teacher() {
    return teacher.clone();
  }

  /** A copy of the coefficients on the student's logits. */
  public double[] student() {
    return student.clone();
  }

  /** The constant term, rounded down. */
  public double constant() {
    return constant;
  }

  /** The forms of the two lines: above {@code LSE, ER} x below {@code ER, LSE*}. */
  public enum Form {
    LSE_ER,
    LSE_LSE_STAR,
    ER_ER,
    ER_LSE_STAR
  }

  /**
   * One row, its lines touching at chosen margins, valid wherever they touch.
   *
   * @param over whether for pS_c - pT_c, else for pT_c - pS_c
   * @param teacherPoint margins of the teacher's logits; what lies outside its box is clipped
   * @param studentPoint likewise
   */
  public static DifferenceRow touching(
      Form form,
      boolean over,
      Margins teacher,
      Margins student,
      double[] teacherPoint,
      double[] studentPoint) {
    Margins high = over ? student : teacher;
    Margins low = over ? teacher : student;
    double[] highPoint = high.clip(over ? studentPoint : teacherPoint);
    double[] lowPoint = low.clip(over ? teacherPoint : studentPoint);
    ConfidenceLine above =
        form == Form.LSE_ER || form == Form.LSE_LSE_STAR
            ? UpperLines.lse(high, highPoint)
            : UpperLines.er(high, highPoint);
    ConfidenceLine below =
        form == Form.LSE_ER || form == Form.ER_ER
            ? LowerLines.er(low, lowPoint)
            : LowerLines.lseStar(low, lowPoint);
    return of(above, below, over);
  }

  private static DifferenceRow of(ConfidenceLine above, ConfidenceLine below, boolean over) {
    double[] negated = above.coefficients();
    for (int j = 0; j < negated.length; j++) {
      negated[j] = -negated[j];
    }
    double constant = Math.nextDown(below.constant() - above.constant());
    return over
        ? new DifferenceRow(below.coefficients(), negated, constant)
        : new DifferenceRow(negated, below.coefficients(), constant);
  }

  /** Rows for pS_c - pT_c: {LSE, ER} above the student x {ER, LSE*} below the teacher. */
  public static List<DifferenceRow> over(
      Margins teacher, Margins student, double[] teacherClean, double[] studentClean) {
    return rows(student, teacher, studentClean, teacherClean, true);
  }

  /** Rows for pT_c - pS_c. */
  public static List<DifferenceRow> under(
      Margins teacher, Margins student, double[] teacherClean, double[] studentClean) {
    return rows(teacher, student, teacherClean, studentClean, false);
  }

  /**
   * One row for pS_c - pT_c, LSE above the student and ER below the teacher, touching at the clean
   * logits: the form that training follows. It is the first of {@link #over}.
   */
  public static DifferenceRow tangentOver(
      Margins teacher, Margins student, double[] teacherClean, double[] studentClean) {
    return tangent(student, teacher, studentClean, teacherClean, true);
  }

  /** One row for pT_c - pS_c, as {@link #tangentOver}; the first of {@link #under}. */
  public static DifferenceRow tangentUnder(
      Margins teacher, Margins student, double[] teacherClean, double[] studentClean) {
    return tangent(teacher, student, teacherClean, studentClean, false);
  }

  private static DifferenceRow tangent(
      Margins high, Margins low, double[] highClean, double[] lowClean, boolean over) {
    return of(
        UpperLines.lse(high, high.clip(highClean)), LowerLines.er(low, low.clip(lowClean)), over);
  }

  private static List<DifferenceRow> rows(
      Margins high, Margins low, double[] highClean, double[] lowClean, boolean over) {
    List<DifferenceRow> rows = new ArrayList<>();
    double[][] tangents = {high.clip(highClean), high.middle()};
    double[][] others = {low.clip(lowClean), low.middle()};
    for (int i = 0; i < tangents.length; i++) {
      List<ConfidenceLine> above =
          List.of(UpperLines.lse(high, tangents[i]), UpperLines.er(high, tangents[i]));
      List<ConfidenceLine> below =
          List.of(LowerLines.er(low, others[i]), LowerLines.lseStar(low, others[i]));
      above.forEach(a -> below.forEach(b -> rows.add(of(a, b, over))));
    }
    return rows;
  }
}
