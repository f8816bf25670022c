package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rows of some regions that move while slopes are searched. */
final class MovingRows implements SlopeSearch.Start {
  private final MovingRow[][] rows;
  private final List<String> values;

  /**
   * @param rows by region, as many for each
   * @param values names of the values that they touch
   */
  MovingRows(MovingRow[][] rows, List<String> values) {
    this.rows = rows;
    this.values = values;
  }

  /** As they are at present, in the format of a relaxation. */
  Rows rows(Relaxation relaxation) {
    int regions = rows.length;
    int count = rows[0].length;
    double[] constant =
        Arrays.stream(rows).flatMap(Arrays::stream).mapToDouble(MovingRow::constant).toArray();
    HostRows host = new HostRows(relaxation, constant, count);
    for (String value : values) {
      int size = relaxation.network().graph().shapeOf(value).size();
      double[] flat = new double[regions * count * size];
      for (int i = 0; i < regions * count; i++) {
        double[] own = rows[i / count][i % count].coefficients(value);
        System.arraycopy(own, 0, flat, i * size, size);
      }
      host.add(value, flat);
    }
    return host.rows();
  }

  @Override
  public void plant(BackwardPass pass) {
    rows(pass.relaxation()).plant(pass);
  }

  @Override
  public List<String> watched() {
    return values;
  }

  @Override
  public void improved(boolean[] which) {
    for (int i = 0; i < which.length; i++) {
      if (which[i]) {
        rows[i / rows[0].length][i % rows[0].length].remember();
      }
    }
  }

  @Override
  public void move(Map<String, NDArray> found) {
    Map<String, double[]> all = new HashMap<>();
    found.forEach((value, z) -> all.put(value, Layout.doubles(z)));
    int count = rows[0].length;
    for (int i = 0; i < rows.length * count; i++) {
      Map<String, double[]> own = new HashMap<>();
      int at = i;
      all.forEach(
          (value, z) -> {
            int size = z.length / (rows.length * count);
            own.put(value, Arrays.copyOfRange(z, at * size, (at + 1) * size));
          });
      rows[i / count][i % count].move(own);
    }
  }

  void recall() {
    for (MovingRow[] own : rows) {
      for (MovingRow row : own) {
        row.recall();
      }
    }
  }
}
