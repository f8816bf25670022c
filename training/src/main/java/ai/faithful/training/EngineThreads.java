package ai.faithful.training;

/**
 * How many threads the tensor engine computes with. One, unless a person sets the system property:
 * the networks trained here are small, waking threads costs more than it brings, and with a fixed
 * number a run gives the same weights on a busy machine and on an idle one.
 */
public final class EngineThreads {
  private static final String PROPERTY = "ai.djl.pytorch.num_threads";

  private EngineThreads() {}

  /** To be called before the engine loads; later it has no effect. */
  public static void setDefault() {
    if (System.getProperty(PROPERTY) == null) {
      System.setProperty(PROPERTY, "1");
    }
  }
}
