package ai.faithful.cli;

import ai.faithful.ir.Tensor;
import ai.faithful.onnx.ModelException;
import ai.faithful.onnx.TensorFile;
import ai.faithful.onnx.op.Selection;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/**
 * Which inputs and outputs of a model are meant, where it has several. Of a pair, what starts with
 * {@code teacher:} or {@code student:} concerns that one alone.
 */
final class SelectionOptions {
  private static final List<String> ROLES = List.of("teacher:", "student:");

  @Option(
      names = "--input",
      paramLabel = "NAME",
      description = "The input that varies; all others must be bound.")
  private List<String> inputs = new ArrayList<>();

  @Option(
      names = "--output",
      paramLabel = "NAME",
      description = "The output, declared or any value between the nodes. May be repeated.")
  private List<String> outputs = new ArrayList<>();

  @Option(
      names = "--bind",
      paramLabel = "NAME=FILE",
      description = "Fix an input to an ONNX tensor (.pb). May be repeated.")
  private List<String> bindings = new ArrayList<>();

  /** What is chosen of the one model that a command reads. */
  Selection selection() throws ModelException {
    return selection(inputs, outputs, bindings);
  }

  /** What is chosen of the teacher. */
  Selection ofTeacher() throws ModelException {
    return of("teacher:");
  }

  /** What is chosen of the student. */
  Selection ofStudent() throws ModelException {
    return of("student:");
  }

  private Selection of(String role) throws ModelException {
    return selection(of(role, inputs), of(role, outputs), of(role, bindings));
  }

  private static List<String> of(String role, List<String> values) {
    return values.stream()
        .filter(v -> v.startsWith(role) || ROLES.stream().noneMatch(v::startsWith))
        .map(v -> v.startsWith(role) ? v.substring(role.length()) : v)
        .toList();
  }

  /**
   * What is chosen.
   *
   * @throws CliException if a binding is malformed or its file is not there
   * @throws ModelException if a binding's file is no tensor
   */
  private static Selection selection(
      List<String> inputs, List<String> outputs, List<String> bindings) throws ModelException {
    if (inputs.size() > 1) {
      throw CliException.usage("--input is given as both " + String.join(" and ", inputs));
    }
    Map<String, Tensor> bound = new LinkedHashMap<>();
    for (String binding : bindings) {
      // Names of values may hold '=', names of files hardly do.
      int split = binding.lastIndexOf('=');
      if (split < 1 || split == binding.length() - 1) {
        throw CliException.usage("--bind '" + binding + "' is not NAME=FILE");
      }
      Path file = path(binding.substring(split + 1));
      ModelFile.check(file);
      if (bound.put(binding.substring(0, split), TensorFile.read(file).tensor()) != null) {
        throw CliException.usage("--bind gives '" + binding.substring(0, split) + "' twice");
      }
    }
    return new Selection(inputs.stream().findFirst(), outputs, bound);
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw CliException.usage("--bind names '" + text + "', which is no path");
    }
  }
}
