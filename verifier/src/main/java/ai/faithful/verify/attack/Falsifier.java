package ai.faithful.verify.attack;

import ai.djl.ndarray.NDManager;
import ai.faithful.ir.Graph;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Searches for inputs at which objectives are large: many starts for each, all of them advanced
 * together, the less promising given up on the way. Candidates are float32 inputs inside their
 * region. It computes in float32: what it finds is evaluated elsewhere.
 *
 * <p>An answer depends on the question alone, not on what else is asked with it.
 */
public final class Falsifier {
  /** The most input elements of all searches that are under way at a time. */
  private static final long BUDGET = 1L << 22;

  private final LogitGradients gradients;
  private final AttackSettings settings;

  /**
   * Uploads the networks to the manager.
   *
   * @param networks one, or teacher and student: each from one input to its logits, inputs of the
   *     same size
   */
  public Falsifier(List<Graph> networks, NDManager manager, AttackSettings settings) {
    this.gradients = new LogitGradients(networks, manager);
    this.settings = settings;
  }

  /**
   * The best inputs for each question: one for each objective in order, or a single one where any
   * objective will do. The image itself is the first candidate of every search.
   *
   * @throws IllegalArgumentException if an objective reads more networks than there are
   */
  public List<List<Found>> run(List<Question> questions) {
    List<List<Found>> all = new ArrayList<>();
    List<Group> groups = new ArrayList<>();
    long elements = 0;
    for (Question question : questions) {
      long own = (long) question.image.length * question.objectives.size() * settings.restarts();
      if (elements > 0 && elements + own > BUDGET) {
        all.addAll(finish(groups));
        elements = 0;
      }
      elements += own;
      groups.add(new Group(question));
    }
    all.addAll(finish(groups));
    return all;
  }

  private List<List<Found>> finish(List<Group> groups) {
    for (int step = 0; step <= settings.steps() && settings.steps() > 0; step++) {
      List<Climb> active = new ArrayList<>();
      for (Group group : groups) {
        if (step == settings.steps() / 5 || step == settings.steps() / 2) {
          group.thin();
        }
        active.addAll(group.active());
      }
      gradients.advance(active);
    }
    List<List<Found>> found = groups.stream().map(Group::found).toList();
    groups.clear();
    return found;
  }

  /** The searches of one question, those of each objective together. */
  private final class Group {
    private final Question question;
    private final List<List<Climb>> searches = new ArrayList<>();

    Group(Question question) {
      this.question = question;
      for (int o = 0; o < question.objectives.size(); o++) {
        Objective objective = question.objectives.get(o);
        if (objective.networks() > gradients.networks()) {
          throw new IllegalArgumentException(objective + " reads two networks, there is one");
        }
        List<Climb> climbs = question.any && o > 0 ? searches.get(0) : new ArrayList<>();
        int first = climbs.size();
        for (int r = 0; r < settings.restarts(); r++) {
          climbs.add(climb(objective, r, (long) o * settings.restarts() + r));
        }
        if (first == 0) {
          searches.add(climbs);
        }
      }
    }

    private Climb climb(Objective objective, int restart, long which) {
      // Most searches follow the gradient itself; the first begins at the image.
      int direction = Math.max(0, restart - 2) % objective.directions();
      float[] start =
          restart == 0
              ? question.image
              : start(question, restart, new Random(question.seed * 1_000_003 + which));
      return new Climb(objective, direction, question, start, settings.steps());
    }

    /** In turns anywhere, and where a random linear function is greatest: far apart. */
    private static float[] start(Question question, int restart, Random random) {
      if (restart % 2 == 1) {
        return question.region.random(random);
      }
      double[] gradient = new double[question.image.length];
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] = random.nextGaussian();
      }
      return question.region.nearest(question.region.extreme(gradient));
    }

    List<Climb> active() {
      List<Climb> active = new ArrayList<>();
      for (List<Climb> climbs : searches) {
        if (climbs.stream().noneMatch(Climb::isDone)) {
          active.addAll(climbs);
        }
      }
      return active;
    }

    /**
     * Gives up the less promising half of the leading objective's searches, and three quarters of
     * the others': where one is far ahead, it deserves the effort.
     */
    void thin() {
      double leading =
          searches.stream().mapToDouble(c -> best(c).bestValue()).max().orElse(Double.NaN);
      for (List<Climb> climbs : searches) {
        int share = best(climbs).bestValue() == leading ? 2 : 4;
        int kept = (climbs.size() + share - 1) / share;
        // A stable order: of equals, the first stays.
        climbs.sort(Comparator.comparingDouble(Climb::bestValue).reversed());
        climbs.subList(kept, climbs.size()).clear();
      }
    }

    private static Climb best(List<Climb> climbs) {
      Climb best = climbs.get(0);
      for (Climb climb : climbs) {
        best = climb.bestValue() > best.bestValue() ? climb : best;
      }
      return best;
    }

    List<Found> found() {
      return searches.stream().map(climbs -> best(climbs).found()).toList();
    }
  }
}
