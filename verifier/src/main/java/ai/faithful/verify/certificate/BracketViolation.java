package ai.faithful.verify.certificate;

/**
 * A certificate was contradicted by a concrete input: a bug of the verifier, never to be hidden.
 */
public final class BracketViolation extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  BracketViolation(String message) {
    super(message);
  }
}
