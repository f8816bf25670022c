package ai.faithful.training.distill;

import ai.djl.ndarray.NDManager;
import ai.faithful.ir.Graph;
import ai.faithful.training.loop.FlatNetwork;
import ai.faithful.training.loop.Objective;
import ai.faithful.training.loop.Ramp;
import java.util.Optional;

/** From a recipe to its loss. */
final class DistillObjectives {
  private DistillObjectives() {}

  /**
   * The loss over two or three networks.
   *
   * @param standardTeacher there where the method needs it
   */
  static Objective of(
      DistillRecipe recipe,
      Ramp ramp,
      Graph teacherGraph,
      Optional<Graph> standardTeacher,
      Graph studentGraph,
      NDManager manager) {
    FlatNetwork teacher = FlatNetwork.of(teacherGraph, manager);
    FlatNetwork student = FlatNetwork.of(studentGraph, manager);
    return switch (recipe.method()) {
      case KD -> new KdObjective(teacher, student, recipe);
      case ARD -> new ArdObjective(teacher, student, recipe, ramp);
      case IAD -> new IadObjective(teacher, student, recipe, ramp);
      case RSLAD -> new RsladObjective(teacher, student, recipe, ramp);
      case ADAAD -> new AdaAdObjective(teacher, student, recipe, ramp);
      case AKD2 ->
          new Akd2Objective(
              teacher,
              FlatNetwork.of(standardTeacher.orElseThrow(), manager),
              student,
              recipe,
              ramp);
      case MTARD ->
          new MtardObjective(
              teacher,
              FlatNetwork.of(standardTeacher.orElseThrow(), manager),
              student,
              recipe,
              ramp);
      case FAITHFUL ->
          new FaithfulObjective(
              of(
                  recipe.base().recipe(recipe),
                  ramp,
                  teacherGraph,
                  standardTeacher,
                  studentGraph,
                  manager),
              teacher,
              student,
              CertifiedTerm.of(recipe, teacherGraph, studentGraph, manager),
              recipe,
              ramp);
    };
  }
}
