package ai.faithful.ir.pass;

import ai.faithful.ir.Graph;
import java.util.List;

/** The standard rewrites. */
public final class Passes {
  private static final List<Pass> STANDARD =
      List.of(
          new FoldConstants(),
          new RecogniseChoice(),
          new MergeReshapes(),
          new MergeTransposes(),
          new SinkTransposes(),
          new TransposeIntoWeights(),
          new MergeGathers(),
          new MergeConcats(),
          new PadIntoConv(),
          new DropExpands(),
          new NormaliseSubtraction(),
          new RecogniseSoftmax(),
          new RecogniseGelu(),
          new RecogniseSwish(),
          new RecogniseMish(),
          new RecogniseHardSwish(),
          new ScaleBeforeShift(),
          new ScaleIntoWeights(),
          new MergeShifts(),
          new MergeScales(),
          new RemoveNoOps(),
          new RemoveDeadCode());

  /** Chains of rewrites end long before this; it only guards against one that does not. */
  private static final int ROUNDS = 100;

  private Passes() {}

  public static List<Pass> standard() {
    return STANDARD;
  }

  /** Applies the standard rewrites until none of them changes anything. */
  @SuppressWarnings("ReferenceEquality") // A pass that changes nothing returns its argument.
  public static Graph simplify(Graph graph) {
    Graph current = graph;
    for (int round = 0; round < ROUNDS; round++) {
      Graph before = current;
      for (Pass pass : STANDARD) {
        current = pass.apply(current);
      }
      if (current == before) {
        return current;
      }
    }
    return current;
  }
}
