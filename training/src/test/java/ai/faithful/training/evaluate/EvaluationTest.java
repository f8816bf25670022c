package ai.faithful.training.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.training.ComputeDevice;
import ai.faithful.training.data.Dataset;
import org.junit.jupiter.api.Test;

/** Against numbers worked out by hand. */
class EvaluationTest {
  @Test
  void reliabilityInBinsOfEitherKind() {
    double[] confidence = {0.5, 0.52, 0.9, 1};
    boolean[] right = {true, false, true, true};
    // Of fifteenths: 0.5 and 0.52 in the eighth, 0.9 in the fourteenth, 1 in the last.
    Reliability width = Reliability.equalWidth(confidence, right);
    assertThat(width.bins()).hasSize(3);
    assertThat(width.bins().get(0)).isEqualTo(new Reliability.Bin(2, 0.51, 0.5));
    assertThat(width.error()).isCloseTo((2 * 0.01 + 0.1 + 0) / 4, within(1e-12));
    // Four answers in fifteen bins of equal mass: each alone.
    assertThat(Reliability.equalMass(confidence, right).error())
        .isCloseTo((0.5 + 0.52 + 0.1 + 0) / 4, within(1e-12));
  }

  @Test
  void scoresOfTwoAnswers() {
    Answers answers = new Answers();
    float ln3 = (float) Math.log(3);
    answers.add(new float[] {ln3, 0, 0, 0}, 2); // (3/4, 1/4) and (1/2, 1/2)
    Scores scores = Scores.of(answers, new int[] {0, 1});
    assertThat(scores.accuracy()).isEqualTo(0.5);
    assertThat(scores.nll()).isCloseTo((Math.log(4.0 / 3) + Math.log(2)) / 2, within(1e-6));
    assertThat(scores.brier()).isCloseTo((2 * 0.0625 + 2 * 0.25) / 2, within(1e-6));
    assertThat(scores.ece()).isCloseTo((0.25 + 0.5) / 2, within(1e-6));
  }

  /** Teacher z = 2 x, student z = 4 x - 1 on x = 0.5, class 0: alike there, apart around it. */
  @Test
  void attacksFindWhereTheStudentStrays() throws Exception {
    Dataset data = new Dataset("one", new float[][] {{0.5f}}, new int[] {0}, Shape.of(1, 1, 1), 2);
    Evaluation evaluation =
        Evaluation.of(line(2, 0), line(4, -1), data, 0.25, 10, ComputeDevice.CPU, done -> {});
    View clean = evaluation.view("clean");
    assertThat(clean.meanGap()).isCloseTo(0, within(1e-6));
    assertThat(clean.divergence()).isCloseTo(0, within(1e-6));
    assertThat(clean.agreement()).isEqualTo(1);
    // PGD goes to x = 0.25, where the student's confidence is sigmoid(0).
    assertThat(evaluation.view("pgd").student().nll()).isCloseTo(Math.log(2), within(1e-5));
    double below = 1 / (1 + Math.exp(-0.5)) - 0.5;
    double above = 1 / (1 + Math.exp(-2)) - 1 / (1 + Math.exp(-1.5));
    assertThat(below).isGreaterThan(above);
    assertThat(evaluation.view("imitation").meanGap()).isCloseTo(below, within(1e-5));
  }

  private static Graph line(float w, float b) {
    GraphBuilder graph = new GraphBuilder("line");
    String x = graph.input("input", Shape.of(1, 1));
    String weight = graph.constant("w", Tensor.ofFloats(Shape.of(1, 2), new float[] {w, 0}));
    String bias = graph.constant("b", Tensor.ofFloats(Shape.of(2), new float[] {b, 0}));
    return graph.build(
        graph.add("z", new Op.Add(), graph.add("wx", new Op.MatMul(), x, weight), bias));
  }
}
