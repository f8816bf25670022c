package ai.faithful.cli;

import ai.faithful.ir.Graph;
import ai.faithful.ir.eval.Evaluator;
import ai.faithful.verify.certificate.Example;
import ai.faithful.verify.region.FixedBox;
import ai.faithful.verify.runtime.Scores;

/** The only example of {@code --box}: its middle, with the model's class there for a label. */
final class BoxExample {
  private BoxExample() {}

  /**
   * The example.
   *
   * @param logits the network whose class counts
   * @throws CliException a usage error, if the box does not fit it
   */
  static Example of(FixedBox box, Graph logits) {
    float[] center = box.center();
    int size = logits.inputs().get(0).shape().size();
    if (center.length != size) {
      throw CliException.usage(
          "--box has " + center.length + " lines, the model reads " + size + " elements");
    }
    double[] exact = new double[size];
    for (int i = 0; i < size; i++) {
      exact[i] = center[i];
    }
    return new Example(0, center, Scores.argmax(new Evaluator(logits).run(exact)));
  }
}
