package ai.faithful.verify.bound;

import java.util.Arrays;

/**
 * The coefficients of one row on a feature map, 0 outside a rectangle of its grid: what the row
 * starts from sees no more.
 */
final class Patch {
  private final FeatureMap map;
  private final double[] array;
  private int top;
  private int bottom;
  private int left;
  private int right;

  Patch(FeatureMap map) {
    this.map = map;
    this.array = new double[map.size()];
  }

  FeatureMap map() {
    return map;
  }

  /** All of the map, channels last. */
  double[] array() {
    return array;
  }

  boolean isEmpty() {
    return top == bottom;
  }

  /** The first line of the grid, and one past the last. */
  int top() {
    return top;
  }

  int bottom() {
    return bottom;
  }

  /** The first column, and one past the last. */
  int left() {
    return left;
  }

  int right() {
    return right;
  }

  /** Makes the rectangle large enough for another, which is cut to the grid. */
  void include(int newTop, int newBottom, int newLeft, int newRight) {
    int t = Math.max(0, newTop);
    int b = Math.min(map.height(), newBottom);
    int l = Math.max(0, newLeft);
    int r = Math.min(map.width(), newRight);
    if (t >= b || l >= r) {
      return;
    }
    boolean first = isEmpty();
    top = first ? t : Math.min(top, t);
    bottom = first ? b : Math.max(bottom, b);
    left = first ? l : Math.min(left, l);
    right = first ? r : Math.max(right, r);
  }

  void includeAll() {
    include(0, map.height(), 0, map.width());
  }

  /** The index of the rectangle's first element in a line. */
  int from(int line) {
    return (line * map.width() + left) * map.channels();
  }

  /** One past the rectangle's last element in a line. */
  int to(int line) {
    return (line * map.width() + right) * map.channels();
  }

  void clear() {
    for (int y = top; y < bottom; y++) {
      Arrays.fill(array, from(y), to(y), 0);
    }
    top = bottom = left = right = 0;
  }
}
