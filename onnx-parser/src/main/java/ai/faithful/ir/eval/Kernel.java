package ai.faithful.ir.eval;

/** One operation on row-major arrays; it never changes its operands. */
@FunctionalInterface
interface Kernel {
  double[] apply(double[][] operands);
}
