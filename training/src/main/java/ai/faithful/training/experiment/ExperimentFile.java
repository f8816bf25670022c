package ai.faithful.training.experiment;

import ai.faithful.training.ComputeDevice;
import ai.faithful.training.TrainingException;
import ai.faithful.training.data.Augmentation;
import ai.faithful.training.distill.Base;
import ai.faithful.training.distill.Certified;
import ai.faithful.training.distill.DistillMethod;
import ai.faithful.training.distill.DistillRecipe;
import ai.faithful.training.distill.Measure;
import ai.faithful.training.experiment.Experiment.Measurement;
import ai.faithful.training.experiment.Experiment.Student;
import ai.faithful.training.experiment.Experiment.Teacher;
import ai.faithful.training.loop.Averaging;
import ai.faithful.training.loop.LearningRate;
import ai.faithful.training.loop.Ramp;
import ai.faithful.training.loop.Schedule;
import ai.faithful.training.model.Architecture;
import ai.faithful.training.robust.TeacherMethod;
import ai.faithful.training.robust.TeacherRecipe;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads an experiment's description: YAML 1.2, format version 1. A profile is a set of changes to
 * it, under {@code profiles}; what is left out of {@code students.NAME} is as in {@code student}.
 */
public final class ExperimentFile {
  private static final int VERSION = 1;

  private ExperimentFile() {}

  /**
   * Reads a description.
   *
   * @param yaml the text
   * @param profile a name under "profiles"
   * @throws TrainingException naming what is wrong and where
   */
  public static Experiment parse(String yaml, String profile) throws TrainingException {
    Section root;
    try {
      root = Section.of("", new Load(LoadSettings.builder().build()).loadFromString(yaml));
    } catch (YamlEngineException e) {
      throw Section.wrong("", "is no YAML: " + e.getMessage());
    }
    if (root.whole("version", 0) != VERSION) {
      throw Section.wrong("version", "has to be " + VERSION);
    }
    Section profiles = root.section("profiles");
    if (!profiles.has(profile)) {
      throw Section.wrong(
          "profiles", "has no profile '" + profile + "'; known are " + profiles.keys());
    }
    Section changed = root.with(profiles.section(profile));
    changed.section("profiles");
    try {
      return experiment(changed, profile);
    } catch (IllegalArgumentException e) {
      throw Section.wrong("", "is not possible: " + e.getMessage());
    }
  }

  private static Experiment experiment(Section root, String profile) throws TrainingException {
    root.whole("version", VERSION);
    Section data = root.section("data");
    int limit = data.whole("limit", 0);
    String name = data.text("name");
    int heldOut = data.whole("hold-out", 0);
    data.done();
    List<Long> seeds = new ArrayList<>();
    for (double seed : root.numbers("seeds", List.of(1.0))) {
      seeds.add((long) seed);
    }
    if (seeds.isEmpty()) {
      throw Section.wrong("seeds", "is empty");
    }
    Teacher teacher = teacher(root.section("teacher"));
    Optional<Teacher> standard =
        root.has("standard-teacher")
            ? Optional.of(teacher(root.section("standard-teacher")))
            : Optional.empty();
    List<Student> students = students(root, standard.isPresent());
    boolean patient =
        teacher.schedule().patience() > 0
            || standard.map(t -> t.schedule().patience() > 0).orElse(false)
            || students.stream().anyMatch(s -> s.schedule().patience() > 0);
    if (patient && heldOut == 0) {
      throw Section.wrong("data", "lacks 'hold-out': patience needs held-out images");
    }
    Measurement measurement = measurement(root.section("evaluate"));
    if (measurement.on() == MeasuredOn.HELD_OUT && heldOut == 0) {
      throw Section.wrong("data", "lacks 'hold-out': 'evaluate' measures on held-out images");
    }
    Experiment experiment =
        new Experiment(
            root.text("name"),
            profile,
            name,
            limit == 0 ? OptionalInt.empty() : OptionalInt.of(limit),
            heldOut,
            seeds,
            ComputeDevice.parse(root.text("device", "cpu")),
            teacher,
            standard,
            students,
            measurement);
    root.done();
    return experiment;
  }

  private static Teacher teacher(Section section) throws TrainingException {
    TeacherMethod method = TeacherMethod.parse(section.text("method"));
    Teacher teacher =
        new Teacher(
            Architecture.parse(section.text("arch")),
            new TeacherRecipe(
                method,
                section.number("eps", 0),
                section.whole("attack-steps", TeacherRecipe.ATTACK_STEPS),
                section.number("interval-share", TeacherRecipe.INTERVAL_SHARE),
                section.number("beta", TeacherRecipe.BETA),
                section.number("box-share", TeacherRecipe.BOX_SHARE)),
            schedule(section));
    section.done();
    return teacher;
  }

  private static List<Student> students(Section root, boolean standard) throws TrainingException {
    Section common = root.section("student");
    Section named = root.section("students");
    List<Student> students = new ArrayList<>();
    for (String name : named.keys()) {
      if (!name.matches("[a-z0-9][a-z0-9-]*")) {
        throw Section.wrong("students." + name, "is no name of small letters, digits and '-'");
      }
      Section section = common.with(named.section(name)).at("students." + name);
      DistillMethod method = DistillMethod.parse(section.text("method", name));
      DistillRecipe recipe =
          new DistillRecipe(
              method,
              section.number("eps", 0),
              section.whole("attack-steps", DistillRecipe.ATTACK_STEPS),
              section.number("temperature", DistillRecipe.TEMPERATURE),
              section.number("share", DistillRecipe.share(method)),
              section.number("kappa", DistillRecipe.KAPPA),
              Base.parse(section.text("base", Base.KL.label())),
              Certified.parse(section.text("certified", Certified.CROWN_IBP.label())),
              Measure.parse(section.text("measure", Measure.CONFIDENCE.label())));
      if (recipe.needsStandardTeacher() && !standard) {
        throw Section.wrong("students." + name, "needs a 'standard-teacher'");
      }
      students.add(
          new Student(name, Architecture.parse(section.text("arch")), recipe, schedule(section)));
      section.done();
    }
    if (students.isEmpty()) {
      throw Section.wrong("students", "is empty");
    }
    return students;
  }

  private static Schedule schedule(Section section) throws TrainingException {
    List<Double> ramp = section.numbers("ramp", List.of(Ramp.HALF.from(), Ramp.HALF.to()));
    if (ramp.size() != 2) {
      throw Section.wrong("ramp", "takes two shares of the run, such as [0, 0.5]");
    }
    return new Schedule(
        section.whole("epochs", 20),
        section.whole("batch", 64),
        new LearningRate(
            section.number("learning-rate", 0.002),
            LearningRate.Decay.parse(section.text("decay", "cosine")),
            section.number("warm-up", 0)),
        0,
        new Ramp(ramp.get(0), ramp.get(1)),
        Augmentation.parse(section.text("augment", "none")),
        section.number("clip", 0),
        Averaging.parse(section.text("average", "none")),
        section.whole("patience", 0));
  }

  private static Measurement measurement(Section section) throws TrainingException {
    List<String> epsilons = new ArrayList<>();
    for (double epsilon : section.numbers("eps", List.of(0.02))) {
      if (!(epsilon >= 0 && epsilon <= 1)) {
        throw Section.wrong("evaluate.eps", "holds " + epsilon + ", not within 0..1");
      }
      epsilons.add(BigDecimal.valueOf(epsilon).stripTrailingZeros().toPlainString());
    }
    Measurement measurement =
        new Measurement(
            epsilons,
            section.whole("attack-steps", 20),
            MeasuredOn.parse(section.text("on", MeasuredOn.TEST.label())),
            section.whole("images", 1000),
            section.whole("certify", 100));
    if (measurement.steps() < 1 || measurement.images() < 1 || measurement.certified() < 1) {
      throw Section.wrong("evaluate", "needs attack-steps, images and certify of at least 1");
    }
    section.done();
    return measurement;
  }
}
