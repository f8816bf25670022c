package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Einsum of one or two operands: products summed over the axes that the result does not name.
 *
 * <p>Opset history: 12. Attributes: equation, with or without "->"; an ellipsis stands for axes
 * that have no letter. Diagonals (a letter twice in one operand) are refused.
 *
 * <p>Lowering: ReduceSum over what only one operand names, then MatMul of batches of matrices
 * between Transposes and Reshapes.
 */
final class Einsum {
  static final OnnxOperator OPERATOR =
      OnnxOperator.named("Einsum").since(12, 1, 2, "equation").lowering(Einsum::lower);

  private Einsum() {}

  /** A value with a letter for each of its axes. */
  private record Lettered(Value value, String letters) {
    int extent(char letter) {
      return value.shape().dim(letters.indexOf(letter));
    }
  }

  private static List<Value> lower(Call call) throws Refusal {
    String equation = call.attributes().string("equation", "").replace(" ", "");
    int arrow = equation.indexOf("->");
    String[] terms = (arrow < 0 ? equation : equation.substring(0, arrow)).split(",", -1);
    if (terms.length != call.inputCount()) {
      throw new Refusal("has an equation of " + terms.length + " terms");
    }
    List<Lettered> operands = new ArrayList<>();
    for (int i = 0; i < terms.length; i++) {
      operands.add(lettered(terms[i], call.realInput(i)));
    }
    String result = arrow < 0 ? implied(operands) : result(equation.substring(arrow + 2), operands);
    for (int i = 0; i < result.length(); i++) {
      char letter = result.charAt(i);
      if (result.indexOf(letter) != i
          || operands.stream().noneMatch(o -> o.letters().indexOf(letter) >= 0)) {
        throw new Refusal("has the equation " + Text.quote(equation));
      }
    }
    Lettered product =
        operands.size() == 1
            ? summed(call, operands.get(0), result)
            : product(call, operands.get(0), operands.get(1), result);
    return List.of(ordered(call, product, result));
  }

  /** The axes of an ellipsis get the letters '0', '1', ... from the last one on. */
  private static Lettered lettered(String term, Value value) throws Refusal {
    int rank = value.shape().rank();
    int dots = term.indexOf("...");
    String letters = term;
    if (dots >= 0) {
      int free = rank - (term.length() - 3);
      letters = term.substring(0, dots) + ellipsis(free) + term.substring(dots + 3);
    }
    if (letters.length() != rank || letters.chars().distinct().count() != rank) {
      throw new Refusal(
          "names the axes of " + value.shape() + " " + Text.quote(term), "each axis once");
    }
    return new Lettered(value, letters);
  }

  private static String ellipsis(int axes) throws Refusal {
    if (axes < 0 || axes > 9) {
      throw new Refusal("has an ellipsis for " + axes + " axes");
    }
    StringBuilder letters = new StringBuilder();
    for (int i = axes - 1; i >= 0; i--) {
      letters.append((char) ('0' + i));
    }
    return letters.toString();
  }

  private static String result(String term, List<Lettered> operands) throws Refusal {
    int longest = 0;
    for (Lettered operand : operands) {
      longest =
          Math.max(longest, (int) operand.letters().chars().filter(Character::isDigit).count());
    }
    return term.replace("...", ellipsis(longest));
  }

  /** Without an arrow: the ellipsis, then the letters that occur once, in alphabetical order. */
  private static String implied(List<Lettered> operands) throws Refusal {
    TreeMap<Character, Integer> counts = new TreeMap<>();
    for (Lettered operand : operands) {
      for (char letter : operand.letters().toCharArray()) {
        counts.merge(letter, 1, Integer::sum);
      }
    }
    StringBuilder once = new StringBuilder(result("...", operands));
    counts.forEach(
        (letter, count) -> {
          if (count == 1 && !Character.isDigit(letter)) {
            once.append(letter);
          }
        });
    return once.toString();
  }

  /** The operand summed over the axes that none of {@code kept} names. */
  private static Lettered summed(Call call, Lettered x, String kept) throws Refusal {
    List<Integer> axes = new ArrayList<>();
    StringBuilder rest = new StringBuilder();
    for (int i = 0; i < x.letters().length(); i++) {
      if (kept.indexOf(x.letters().charAt(i)) < 0) {
        axes.add(i);
      } else {
        rest.append(x.letters().charAt(i));
      }
    }
    if (axes.isEmpty()) {
      return x;
    }
    Value sum = call.step("sum", new Op.ReduceSum(axes), x.value());
    Shape shape = Axes.without(x.value().shape(), axes);
    return new Lettered(call.step("squeezed", new Op.Reshape(shape), sum), rest.toString());
  }

  private static Lettered product(Call call, Lettered first, Lettered second, String result)
      throws Refusal {
    Lettered a = summed(call, first, second.letters() + result);
    Lettered b = summed(call, second, first.letters() + result);
    StringBuilder batch = new StringBuilder();
    StringBuilder inner = new StringBuilder();
    StringBuilder rows = new StringBuilder();
    StringBuilder columns = new StringBuilder();
    for (char letter : a.letters().toCharArray()) {
      if (b.letters().indexOf(letter) < 0) {
        rows.append(letter);
      } else if (a.extent(letter) != b.extent(letter)) {
        throw new Refusal("has an axis of extents " + a.extent(letter) + ", " + b.extent(letter));
      } else if (result.indexOf(letter) >= 0) {
        batch.append(letter);
      } else {
        inner.append(letter);
      }
    }
    for (char letter : b.letters().toCharArray()) {
      if (a.letters().indexOf(letter) < 0) {
        columns.append(letter);
      }
    }
    Value left = matrices(call, a, batch.toString(), rows.toString(), inner.toString());
    Value right = matrices(call, b, batch.toString(), inner.toString(), columns.toString());
    Value products = call.step("products", new Op.MatMul(), left, right);
    List<Integer> dims = new ArrayList<>();
    for (char letter : (batch + rows.toString()).toCharArray()) {
      dims.add(a.extent(letter));
    }
    for (char letter : columns.toString().toCharArray()) {
      dims.add(b.extent(letter));
    }
    String letters = batch + rows.toString() + columns;
    return new Lettered(call.step("shaped", new Op.Reshape(new Shape(dims)), products), letters);
  }

  /** The operand as matrices [batch..., rows, columns], several row or column axes in one. */
  private static Value matrices(Call call, Lettered x, String batch, String rows, String columns)
      throws Refusal {
    Value ordered = permuted(call, x, batch + rows + columns);
    List<Integer> dims = new ArrayList<>();
    for (int i = 0; i < batch.length(); i++) {
      dims.add(x.extent(batch.charAt(i)));
    }
    dims.add(extent(x, rows));
    dims.add(extent(x, columns));
    return call.step("matrices", new Op.Reshape(new Shape(dims)), ordered);
  }

  private static int extent(Lettered x, String letters) {
    int extent = 1;
    for (int i = 0; i < letters.length(); i++) {
      extent *= x.extent(letters.charAt(i));
    }
    return extent;
  }

  private static Value permuted(Call call, Lettered x, String order) throws Refusal {
    return order.equals(x.letters())
        ? x.value()
        : call.step("ordered", new Op.Transpose(permutation(x, order)), x.value());
  }

  private static Value ordered(Call call, Lettered x, String order) throws Refusal {
    return order.equals(x.letters())
        ? x.value()
        : call.result(new Op.Transpose(permutation(x, order)), x.value());
  }

  private static List<Integer> permutation(Lettered x, String order) {
    return order.chars().map(x.letters()::indexOf).boxed().toList();
  }
}
