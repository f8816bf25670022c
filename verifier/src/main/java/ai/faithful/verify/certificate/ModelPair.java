package ai.faithful.verify.certificate;

import ai.faithful.ir.Graph;
import ai.faithful.onnx.OnnxModel;
import ai.faithful.verify.ModelMismatchException;

/**
 * A teacher and a student on the same input, in whatever layout, with the same classes.
 *
 * @param teacher the one that is imitated
 * @param student the one that imitates
 */
public record ModelPair(PairedModel teacher, PairedModel student) {

  /**
   * Pairs two models.
   *
   * @throws ModelMismatchException if one is no classifier, or their inputs or classes differ in
   *     number
   */
  public static ModelPair of(OnnxModel teacher, OnnxModel student) throws ModelMismatchException {
    return checked(PairedModel.of(teacher), PairedModel.of(student));
  }

  /**
   * Pairs two graphs without files, as written by our own writer.
   *
   * @throws ModelMismatchException as above
   */
  public static ModelPair of(Graph teacher, Graph student) throws ModelMismatchException {
    return checked(PairedModel.of(teacher), PairedModel.of(student));
  }

  private static ModelPair checked(PairedModel teacher, PairedModel student)
      throws ModelMismatchException {
    int expected = teacher.input().shape().size();
    int given = student.input().shape().size();
    if (expected != given) {
      throw new ModelMismatchException(
          String.format(
              "the inputs differ: %s reads %s (%d elements), %s reads %s (%d elements)",
              teacher.path(),
              teacher.input().shape(),
              expected,
              student.path(),
              student.input().shape(),
              given));
    }
    int classes = teacher.classifier().classes();
    if (classes != student.classifier().classes()) {
      throw new ModelMismatchException(
          String.format(
              "the classes differ in number: %s tells %d apart, %s %d",
              teacher.path(), classes, student.path(), student.classifier().classes()));
    }
    return new ModelPair(teacher, student);
  }

  /** Elements of an input. */
  public int inputSize() {
    return teacher.input().shape().size();
  }

  /** The number of classes K. */
  public int classes() {
    return teacher.classifier().classes();
  }
}
