package ai.faithful.onnx.op;

/** Why one node cannot be lowered exactly, and what would be accepted in its place. */
final class Refusal extends Exception {
  Refusal(String reason) {
    super(reason);
  }

  Refusal(String reason, String accepted) {
    super(reason + " (accepted: " + accepted + ")");
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
