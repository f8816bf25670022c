package ai.faithful.onnx.tensor;

/** A tensor of a file that contradicts itself or has no exact value here; the message says why. */
public final class MalformedTensorException extends Exception {
  private final boolean unsupported;

  private MalformedTensorException(String message, boolean unsupported) {
    super(message);
    this.unsupported = unsupported;
  }

  static MalformedTensorException invalid(String message) {
    return new MalformedTensorException(message, false);
  }

  static MalformedTensorException unsupported(String message) {
    return new MalformedTensorException(message, true);
  }

  /** True if the tensor is good ONNX that is not handled here, false if it is broken. */
  public boolean isUnsupported() {
    return unsupported;
  }
}
