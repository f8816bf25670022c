package ai.faithful.verify.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.faithful.ir.Graph;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One or two networks in float32 on the tensor engine: values of objectives at many inputs, and
 * their directions of ascent pulled back to the input.
 *
 * <p>Inputs go through in blocks of a fixed number of rows, filled up with zeros: what the engine
 * computes for a row may depend on how many rows there are, and an answer must not depend on what
 * else is asked.
 */
final class LogitGradients {
  private static final int MOST_ROWS = 64;

  /** The most numbers in one value of a block. */
  private static final long BUDGET = 1L << 23;

  private final NDManager manager;
  private final List<Network> networks;
  private final int size;
  private final int rows;

  LogitGradients(List<Graph> graphs, NDManager manager) {
    this.manager = manager;
    this.networks = graphs.stream().map(g -> Network.of(g, manager, DataType.FLOAT32)).toList();
    this.size = graphs.get(0).inputs().get(0).shape().size();
    long widest = size;
    for (Graph graph : graphs) {
      widest = graph.nodes().stream().mapToLong(n -> n.shape().size()).reduce(widest, Math::max);
    }
    this.rows = (int) Math.max(1, Math.min(MOST_ROWS, BUDGET / widest));
  }

  int networks() {
    return networks.size();
  }

  /** Moves every search one step. */
  void advance(List<Climb> climbs) {
    for (int from = 0; from < climbs.size(); from += rows) {
      block(climbs.subList(from, Math.min(climbs.size(), from + rows)));
    }
  }

  private void block(List<Climb> climbs) {
    float[] flat = new float[rows * size];
    for (int i = 0; i < climbs.size(); i++) {
      System.arraycopy(climbs.get(i).point(), 0, flat, i * size, size);
    }
    Evaluation evaluation = new Evaluation(climbs);
    List<float[]> gradients = new ArrayList<>();
    pull(0, flat, evaluation, gradients);
    for (int i = 0; i < climbs.size(); i++) {
      float[] gradient = new float[size];
      for (float[] part : gradients) {
        for (int e = 0; e < size; e++) {
          gradient[e] += part[i * size + e];
        }
      }
      climbs.get(i).advance(evaluation.values[i], gradient);
    }
  }

  /** Runs network n and those after it forward, then all of them back. */
  @SuppressWarnings("try") // the scope frees what is made inside it
  private void pull(int n, float[] flat, Evaluation evaluation, List<float[]> gradients) {
    try (Scope scope = new Scope()) {
      NDArray x = manager.create(flat, inputShape(networks.get(n)));
      NDArray gradient =
          networks
              .get(n)
              .inputGradient(
                  x,
                  logits -> {
                    evaluation.logits.add(logits.toFloatArray());
                    if (n + 1 < networks.size()) {
                      pull(n + 1, flat, evaluation, gradients);
                    } else {
                      evaluation.run();
                    }
                    return manager.create(evaluation.ascent(n, logits.size()), logits.getShape());
                  });
      gradients.add(gradient.toFloatArray());
    }
  }

  private Shape inputShape(Network network) {
    ai.faithful.ir.Shape shape = network.graph().inputs().get(0).shape();
    return new Shape(rows).addAll(new Shape(shape.dims().stream().mapToLong(d -> d).toArray()));
  }

  /** The objectives of a block's searches, evaluated on the logits of all networks. */
  private final class Evaluation {
    final List<Climb> climbs;
    final List<float[]> logits = new ArrayList<>();
    final double[] values;
    private final List<double[][]> ascents = new ArrayList<>();

    Evaluation(List<Climb> climbs) {
      this.climbs = climbs;
      this.values = new double[climbs.size()];
    }

    void run() {
      for (int i = 0; i < climbs.size(); i++) {
        double[][] z = new double[logits.size()][];
        double[][] ascent = new double[logits.size()][];
        for (int n = 0; n < z.length; n++) {
          int classes = logits.get(n).length / rows;
          z[n] = new double[classes];
          ascent[n] = new double[classes];
          for (int j = 0; j < classes; j++) {
            z[n][j] = logits.get(n)[i * classes + j];
          }
        }
        Climb climb = climbs.get(i);
        values[i] = climb.objective.evaluate(z, climb.direction, ascent);
        normalise(ascent);
        ascents.add(ascent);
      }
    }

    /** In float32 a small gradient would vanish on its way; its scale has no meaning. */
    private void normalise(double[][] ascent) {
      double most =
          Arrays.stream(ascent).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElse(0);
      if (most > 0 && most <= Double.MAX_VALUE) {
        for (double[] ofNetwork : ascent) {
          for (int j = 0; j < ofNetwork.length; j++) {
            ofNetwork[j] /= most;
          }
        }
      }
    }

    float[] ascent(int n, long length) {
      float[] flat = new float[(int) length];
      for (int i = 0; i < ascents.size(); i++) {
        double[] row = ascents.get(i)[n];
        for (int j = 0; j < row.length; j++) {
          flat[i * row.length + j] = (float) row[j];
        }
      }
      return flat;
    }
  }
}
