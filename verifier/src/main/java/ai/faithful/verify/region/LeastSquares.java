package ai.faithful.verify.region;

/**
 * The combination of few directions that comes nearest to a vector, by an orthogonal basis of them
 * (Gram-Schmidt, twice); directions that depend on earlier ones get 0.
 */
final class LeastSquares {
  private final double[][] basis;
  private final double[][] triangle;

  LeastSquares(double[][] directions) {
    int k = directions.length;
    this.basis = new double[k][];
    this.triangle = new double[k][k];
    for (int j = 0; j < k; j++) {
      double[] v = directions[j].clone();
      double before = Math.sqrt(dot(v, v));
      for (int round = 0; round < 2; round++) {
        for (int l = 0; l < j; l++) {
          double share = dot(v, basis[l]);
          triangle[l][j] += share;
          for (int i = 0; i < v.length; i++) {
            v[i] -= share * basis[l][i];
          }
        }
      }
      double length = Math.sqrt(dot(v, v));
      boolean independent = length > 1e-9 * before && length > 0;
      triangle[j][j] = independent ? length : 0;
      for (int i = 0; i < v.length; i++) {
        v[i] = independent ? v[i] / length : 0;
      }
      basis[j] = v;
    }
  }

  /** The coefficients. */
  double[] solve(double[] target) {
    int k = basis.length;
    double[] t = new double[k];
    for (int j = k - 1; j >= 0; j--) {
      double rest = dot(target, basis[j]);
      for (int l = j + 1; l < k; l++) {
        rest -= triangle[j][l] * t[l];
      }
      t[j] = triangle[j][j] > 0 ? rest / triangle[j][j] : 0;
    }
    return t;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
