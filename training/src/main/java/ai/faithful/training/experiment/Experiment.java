package ai.faithful.training.experiment;

import ai.faithful.training.ComputeDevice;
import ai.faithful.training.distill.DistillRecipe;
import ai.faithful.training.loop.Schedule;
import ai.faithful.training.model.Architecture;
import ai.faithful.training.robust.TeacherRecipe;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an experiment consists of.
 *
 * @param name of the experiment
 * @param data name of the data set
 * @param limit training images used, the first ones
 * @param heldOut training images kept apart, the last ones
 * @param seeds of the repetitions, each with a teacher and students of its own
 * @param standardTeacher the second teacher, if a student needs one
 * @param students in the order of the table
 */
public record Experiment(
    String name,
    String profile,
    String data,
    OptionalInt limit,
    int heldOut,
    List<Long> seeds,
    ComputeDevice device,
    Teacher teacher,
    Optional<Teacher> standardTeacher,
    List<Student> students,
    Measurement measurement) {
  public Experiment {
    seeds = List.copyOf(seeds);
    students = List.copyOf(students);
  }

  /** A teacher to be trained; the schedule's seed is that of the repetition. */
  public record Teacher(Architecture architecture, TeacherRecipe recipe, Schedule schedule) {}

  /** A student to be trained, named as in the table. */
  public record Student(
      String name, Architecture architecture, DistillRecipe recipe, Schedule schedule) {}

  /**
   * What is measured of every student.
   *
   * @param epsilons radii of attacks and certificates, as written
   * @param steps of attacks
   * @param on the images measured on
   * @param images evaluated, the first ones
   * @param certified images, the first ones
   */
  public record Measurement(
      List<String> epsilons, int steps, MeasuredOn on, int images, int certified) {
    public Measurement {
      epsilons = List.copyOf(epsilons);
    }
  }
}
