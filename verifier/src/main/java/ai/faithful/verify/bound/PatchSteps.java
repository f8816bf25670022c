package ai.faithful.verify.bound;

import ai.faithful.verify.rule.Site;
import org.jspecify.annotations.Nullable;

/** The steps that look at one element at a time. Slots are indices of a row's patches. */
final class PatchSteps {
  private PatchSteps() {}

  /**
   * The constant part of a node, an inner product.
   *
   * @param values channels last
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Offset(int slot, double[] values) implements PatchStep {
    @Override
    public void back(PatchRow row) {
      Patch patch = row.patch(slot);
      double[] a = patch.array();
      double sum = 0;
      for (int y = patch.top(); y < patch.bottom(); y++) {
        int to = patch.to(y);
        for (int i = patch.from(y); i < to; i++) {
          sum += a[i] * values[i];
        }
      }
      row.add(sum);
    }
  }

  /** Adds coefficients to those of an operand, or takes them off. */
  record Sum(int from, int to, boolean negates) implements PatchStep {
    @Override
    public void back(PatchRow row) {
      Patch source = row.patch(from);
      Patch target = row.patch(to);
      target.include(source.top(), source.bottom(), source.left(), source.right());
      double[] a = source.array();
      double[] x = target.array();
      for (int y = source.top(); y < source.bottom(); y++) {
        int end = source.to(y);
        for (int i = source.from(y); i < end; i++) {
          x[i] += negates ? -a[i] : a[i];
        }
      }
    }
  }

  /**
   * The product with a constant, or the quotient.
   *
   * @param values channels last
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Scale(int slot, double[] values, boolean divides) implements PatchStep {
    @Override
    public void back(PatchRow row) {
      Patch patch = row.patch(slot);
      double[] a = patch.array();
      for (int y = patch.top(); y < patch.bottom(); y++) {
        int to = patch.to(y);
        for (int i = patch.from(y); i < to; i++) {
          a[i] = divides ? a[i] / values[i] : a[i] * values[i];
        }
      }
    }
  }

  /** Each coefficient times the slope that its sign asks for; the other sign adds zeros. */
  record Activation(int slot, Site site) implements PatchStep {
    @Override
    public void back(PatchRow row) {
      Patch patch = row.patch(slot);
      PatchLines lines = row.lines(site, patch.map());
      double[] below = lines.lowerSlope()[row.region()];
      double[] above = lines.upperSlope()[row.region()];
      double @Nullable [] belowAt0 = lines.lowerIntercept(row.region());
      double @Nullable [] aboveAt0 = lines.upperIntercept(row.region());
      double[] a = patch.array();
      double sum = 0;
      for (int y = patch.top(); y < patch.bottom(); y++) {
        int from = patch.from(y);
        int to = patch.to(y);
        if (belowAt0 != null) {
          for (int i = from; i < to; i++) {
            sum += Math.max(a[i], 0) * belowAt0[i];
          }
        }
        if (aboveAt0 != null) {
          for (int i = from; i < to; i++) {
            sum += Math.min(a[i], 0) * aboveAt0[i];
          }
        }
        weigh(a, below, above, from, to);
      }
      row.add(sum);
    }

    /** Of each sum one term is 0: exact, and nothing to branch at. */
    private static void weigh(double[] a, double[] below, double[] above, int from, int to) {
      for (int i = from; i < to; i++) {
        a[i] = Math.max(a[i], 0) * below[i] + Math.min(a[i], 0) * above[i];
      }
    }
  }

  /** The minimum over the box of a graph input. */
  record Minimum(int slot, String input) implements PatchStep {
    @Override
    public void back(PatchRow row) {
      Patch patch = row.patch(slot);
      double[] a = patch.array();
      double[] center = row.center(input, patch.map());
      double[] radius = row.radius(input, patch.map());
      double middle = 0;
      double reach = 0;
      for (int y = patch.top(); y < patch.bottom(); y++) {
        int to = patch.to(y);
        for (int i = patch.from(y); i < to; i++) {
          middle += a[i] * center[i];
          reach += Math.abs(a[i]) * radius[i];
        }
      }
      row.add(middle);
      row.add(-reach);
    }
  }
}
