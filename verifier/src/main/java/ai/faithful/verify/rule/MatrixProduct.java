package ai.faithful.verify.rule;

import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import java.util.ArrayList;
import java.util.List;

/** The product of two variable matrices in parts: all products of two elements, and their sums. */
final class MatrixProduct {
  private final Expansion expansion;

  MatrixProduct(Expansion expansion) {
    this.expansion = expansion;
  }

  /** [.., n, k, 1] times [.., 1, k, m], summed over k; a vector is a row or a column. */
  void expand(String name, String a, String b, Shape result) {
    Shape left = expansion.shape(a);
    Shape right = expansion.shape(b);
    List<Integer> first = new ArrayList<>(left.dims());
    if (left.rank() == 1) {
      first.add(0, 1);
    }
    first.add(1);
    List<Integer> second = new ArrayList<>(right.dims());
    if (right.rank() == 1) {
      second.add(1);
    }
    second.add(second.size() - 2, 1);
    String x = expansion.add("left", new Op.Reshape(new Shape(first)), a);
    String y = expansion.add("right", new Op.Reshape(new Shape(second)), b);
    String products = expansion.add("products", new Op.Mul(), x, y);
    int inner = expansion.shape(products).rank() - 2;
    String sums = expansion.add("sums", new Op.ReduceSum(List.of(inner)), products);
    expansion.add(name, new Op.Reshape(result), sums);
  }
}
