package ai.faithful.training.robust;

import ai.djl.ndarray.NDManager;
import ai.faithful.ir.Graph;
import ai.faithful.training.loop.FlatNetwork;
import ai.faithful.training.loop.Objective;
import ai.faithful.training.loop.Ramp;

/** From a recipe to its loss. */
final class TeacherObjectives {
  private TeacherObjectives() {}

  static Objective of(TeacherRecipe recipe, Graph graph, Ramp ramp, NDManager manager) {
    FlatNetwork network = FlatNetwork.of(graph, manager);
    return switch (recipe.method()) {
      case STANDARD -> new StandardObjective(network);
      case PGD_AT -> new PgdObjective(network, recipe, ramp);
      case TRADES -> new TradesObjective(network, recipe, ramp);
      case IBP, CROWN_IBP ->
          new IbpObjective(network, new WorstMargins(graph, network, manager), recipe, ramp);
      case MTL_IBP ->
          new MtlIbpObjective(network, new WorstMargins(graph, network, manager), recipe, ramp);
      case SABR ->
          new SabrObjective(network, new WorstMargins(graph, network, manager), recipe, ramp);
    };
  }
}
