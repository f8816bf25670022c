package ai.faithful.verify.bound;

/**
 * One step of a row back through a node, on patches: as the {@link BackwardPass} makes it, with the
 * same roundings or fewer.
 */
sealed interface PatchStep
    permits PatchConvolution,
        PatchSteps.Offset,
        PatchSteps.Sum,
        PatchSteps.Scale,
        PatchSteps.Activation,
        PatchSteps.Minimum {
  void back(PatchRow row);
}
