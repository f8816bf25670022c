package ai.faithful.training;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.faithful.training.TrainingException.Code;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to compute: {@code cpu}, or {@code gpu:N}, the N-th CUDA device.
 *
 * @param gpu its number, -1 for the processor
 */
public record ComputeDevice(int gpu) {
  public static final ComputeDevice CPU = new ComputeDevice(-1);

  private static final Pattern GPU = Pattern.compile("gpu(?::(\\d{1,3}))?");

  public ComputeDevice {
    if (gpu < -1) {
      throw new IllegalArgumentException("gpu " + gpu + ", must be at least 0");
    }
  }

  /**
   * Reads {@code cpu}, {@code gpu} or {@code gpu:N}.
   *
   * @throws IllegalArgumentException showing a right one
   */
  public static ComputeDevice parse(String text) {
    Matcher matcher = GPU.matcher(text);
    if (text.equals("cpu")) {
      return CPU;
    }
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "device '" + text + "' is not understood; write cpu or gpu:0");
    }
    return new ComputeDevice(matcher.group(1) == null ? 0 : Integer.parseInt(matcher.group(1)));
  }

  /**
   * A manager of arrays on this device.
   *
   * @throws TrainingException if there is no such device
   */
  public NDManager manager() throws TrainingException {
    if (gpu < 0) {
      return NDManager.newBaseManager(Device.cpu());
    }
    int count = Engine.getInstance().getGpuCount();
    if (gpu >= count) {
      throw new TrainingException(
          Code.DEVICE,
          this
              + ": the tensor engine sees "
              + count
              + " CUDA devices; docs/gpu.md says which natives it needs");
    }
    return NDManager.newBaseManager(Device.gpu(gpu));
  }

  @Override
  public String toString() {
    return gpu < 0 ? "cpu" : "gpu:" + gpu;
  }
}
