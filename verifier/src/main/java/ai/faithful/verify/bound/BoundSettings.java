package ai.faithful.verify.bound;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.faithful.verify.SettingException;
import ai.faithful.verify.rule.Precision;
import java.util.regex.Pattern;

/**
 * How bounds are computed, and with how much effort.
 *
 * @param method the algorithm
 * @param iterations backward passes of a search for slopes, at least 1; of alpha-CROWN alone
 * @param precision the format that bounds are computed in; they are rigorous in either
 * @param device cpu, or gpu:0 and so on
 * @param memory bytes that the arrays of passes may take, about; results and constants come on top
 * @param threads that work at a time, each on regions or rows of its own
 */
public record BoundSettings(
    Method method, int iterations, Precision precision, String device, long memory, int threads) {
  private static final Pattern DEVICE = Pattern.compile("cpu|gpu:\\d{1,3}");
  private static final long LEAST_MEMORY = 1L << 24;

  /** CROWN in float64 on one thread. */
  public static final BoundSettings CROWN =
      new BoundSettings(Method.CROWN, 20, Precision.FLOAT64, "cpu", 2L << 30, 1);

  /**
   * @throws SettingException if a setting makes no sense
   */
  public BoundSettings {
    if (iterations < 1) {
      throw new SettingException(iterations + " iterations; at least 1 is needed");
    }
    if (!DEVICE.matcher(device).matches()) {
      throw new SettingException("device '" + device + "' is neither cpu nor one such as gpu:0");
    }
    if (memory < LEAST_MEMORY) {
      throw new SettingException(
          "memory of " + memory + " bytes; at least " + LEAST_MEMORY + " are needed");
    }
    if (threads < 1) {
      throw new SettingException(threads + " threads; at least 1 is needed");
    }
  }

  public BoundSettings withMethod(Method value) {
    return new BoundSettings(value, iterations, precision, device, memory, threads);
  }

  public BoundSettings withIterations(int value) {
    return new BoundSettings(method, value, precision, device, memory, threads);
  }

  public BoundSettings withPrecision(Precision value) {
    return new BoundSettings(method, iterations, value, device, memory, threads);
  }

  public BoundSettings withMemory(long value) {
    return new BoundSettings(method, iterations, precision, device, value, threads);
  }

  public BoundSettings withThreads(int value) {
    return new BoundSettings(method, iterations, precision, device, memory, value);
  }

  /**
   * A manager of arrays on the device.
   *
   * @throws SettingException if this machine has no such device
   */
  public NDManager newManager() {
    // The engine's own names have no colon.
    Device on =
        device.equals("cpu")
            ? Device.cpu()
            : Device.gpu(Integer.parseInt(device.substring("gpu:".length())));
    if (on.isGpu() && on.getDeviceId() >= Engine.getInstance().getGpuCount()) {
      throw SettingException.device(
          device
              + ": the tensor engine sees "
              + Engine.getInstance().getGpuCount()
              + " CUDA devices; docs/gpu.md says which natives it needs");
    }
    return NDManager.newBaseManager(on);
  }
}
