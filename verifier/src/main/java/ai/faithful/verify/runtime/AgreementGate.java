package ai.faithful.verify.runtime;

import ai.faithful.ir.Input;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.eval.Evaluator;
import ai.faithful.ir.eval.Jumps;
import ai.faithful.ir.pass.Classifier;
import ai.faithful.verify.RuntimeDisagreementException;
import ai.faithful.verify.RuntimeFailureException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Compares ONNX Runtime with the graph that is certified, before anything is claimed about a model:
 * a certificate of a misread file is worth nothing.
 *
 * <p>Tolerance: {@value #ABSOLUTE} plus {@value #RELATIVE} of the sample's largest output. ONNX
 * Runtime computes in float32, with unit roundoff 6e-8; sums of some thousand terms in any order,
 * over tens of layers, stay some hundred roundoffs from the real value, that is within 1e-5 of the
 * largest intermediate magnitude. A misread layout, padding, attribute or weight moves outputs by
 * far more on a random input. Models that compute in 16-bit floats, whose unit roundoff is 8192
 * times as large, are allowed {@value #HALF} of both: what is certified of them is their
 * real-number meaning, from which their own arithmetic strays that far.
 *
 * <p>A quantised model rounds, and jumps at every half. Probes at which one of its roundings is
 * that near to a tie that float32 may fall on the other side of it ({@link Jumps}) are left out; at
 * the others its integers are the same in any arithmetic. If no probe is left, nothing is known of
 * the file, and that is an error too.
 */
public final class AgreementGate {
  static final double ABSOLUTE = 1e-4;
  static final double RELATIVE = 1e-4;
  static final double HALF = 2e-2;

  private AgreementGate() {}

  /**
   * Passes if both computations agree at every probe.
   *
   * @param classifier what is certified of the session's model; its head is applied in double
   * @return the largest difference, as a share of what is allowed, at most 1
   * @throws RuntimeDisagreementException naming the worst probe and the values there
   * @throws RuntimeFailureException if ONNX Runtime cannot run the model
   */
  public static double check(OnnxSession session, Classifier classifier, List<Probe> probes)
      throws RuntimeDisagreementException, RuntimeFailureException {
    Evaluator evaluator = new Evaluator(classifier.logits());
    Jumps jumps = new Jumps(classifier.logits());
    Input input = classifier.logits().inputs().get(0);
    boolean half = session.isHalf();
    List<Probe> clear = new ArrayList<>();
    List<double[]> exacts = new ArrayList<>();
    for (Probe probe : probes) {
      Tensor x = Tensor.ofFloats(input.shape(), probe.x());
      Tensor given = half ? session.asGiven(input.name(), x) : x;
      if (!jumps.near(Map.of(input.name(), given))) {
        clear.add(probe);
        exacts.add(given.toDoubles());
      }
    }
    if (clear.isEmpty() && !probes.isEmpty()) {
      throw new RuntimeDisagreementException(
          session.name()
              + ": cannot be compared with ONNX Runtime: at each of "
              + probes.size()
              + " inputs some rounding is too near to a tie");
    }
    double[][] outputs = session.run(clear.stream().map(Probe::x).toArray(float[][]::new));
    double worst = 0;
    String message = "";
    for (int p = 0; p < outputs.length; p++) {
      double[] exact = exacts.get(p);
      double[] expected = Scores.output(classifier.head(), evaluator.run(exact));
      if (expected.length != outputs[p].length) {
        throw new RuntimeDisagreementException(
            session.name()
                + ": ONNX Runtime gives "
                + outputs[p].length
                + " outputs where the file declares "
                + expected.length);
      }
      double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
      double allowed = half ? HALF * (1 + largest) : ABSOLUTE + RELATIVE * largest;
      for (int j = 0; j < expected.length; j++) {
        double share = Math.abs(expected[j] - outputs[p][j]) / allowed;
        // NaN and infinity on either side are no agreement.
        share = share <= Double.MAX_VALUE ? share : Double.POSITIVE_INFINITY;
        if (share > worst) {
          worst = share;
          message =
              String.format(
                  "%s: ONNX Runtime computes %s for output %d at %s, where the graph to be"
                      + " certified gives %s (allowed difference %.3g); %s",
                  session.name(),
                  outputs[p][j],
                  j,
                  clear.get(p).origin(),
                  expected[j],
                  allowed,
                  Double.isFinite(outputs[p][j])
                      ? "the file uses something that is read differently, please report it"
                      : "float32 overflows there or has no value: ask about smaller inputs, or"
                          + " about those that the model is meant for");
        }
      }
    }
    if (worst > 1) {
      throw new RuntimeDisagreementException(message);
    }
    return worst;
  }
}
