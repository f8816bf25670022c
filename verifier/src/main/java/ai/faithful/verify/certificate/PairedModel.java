package ai.faithful.verify.certificate;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Input;
import ai.faithful.ir.pass.Classifier;
import ai.faithful.ir.pass.Passes;
import ai.faithful.ir.pass.SingleSample;
import ai.faithful.onnx.OnnxModel;
import ai.faithful.onnx.OnnxWriter;
import ai.faithful.onnx.WriteOptions;
import ai.faithful.verify.ModelMismatchException;
import ai.faithful.verify.RuntimeFailureException;
import ai.faithful.verify.bound.Float32Execution;
import ai.faithful.verify.region.Region;
import ai.faithful.verify.runtime.OnnxSession;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** One of the two networks: what is certified of it, and how to run its file. */
public final class PairedModel {
  private interface Opener {
    OnnxSession open() throws RuntimeFailureException;
  }

  private final String path;
  private final String sha256;
  private final Classifier classifier;
  private final Opener opener;
  private final Supplier<Graph> executed;
  private final Map<Path, String> external;

  private PairedModel(
      String path,
      String sha256,
      Map<Path, String> external,
      Classifier classifier,
      Opener opener,
      Supplier<Graph> executed) {
    this.path = path;
    this.sha256 = sha256;
    this.external = external;
    this.classifier = classifier;
    this.opener = opener;
    this.executed = executed;
  }

  static PairedModel of(OnnxModel model) throws ModelMismatchException {
    String path = model.path().toString();
    Classifier classifier = classifier(path, model.graph());
    Graph sample = SingleSample.of(model.graph());
    return new PairedModel(
        path,
        model.sha256(),
        model.external(),
        classifier,
        () -> OnnxSession.open(model, sample),
        () -> ExecutedGraph.of(model));
  }

  static PairedModel of(Graph graph) throws ModelMismatchException {
    byte[] bytes = OnnxWriter.toBytes(graph, WriteOptions.standard());
    return new PairedModel(
        graph.name(),
        "",
        Map.of(),
        classifier(graph.name(), graph),
        () -> OnnxSession.open(graph.name(), bytes, graph),
        () -> ExecutedGraph.of(graph));
  }

  private static Classifier classifier(String name, Graph graph) throws ModelMismatchException {
    try {
      Classifier whole = Classifier.of(graph);
      return new Classifier(Passes.simplify(whole.logits()), whole.head());
    } catch (IllegalArgumentException e) {
      throw new ModelMismatchException(name + ": " + e.getMessage());
    }
  }

  /** The file, or the graph's name where there is no file. */
  public String path() {
    return path;
  }

  /** Of the file's bytes; empty where there is no file. */
  public String sha256() {
    return sha256;
  }

  /** Files beside the model that hold elements of its tensors, and their SHA-256. */
  public Map<Path, String> external() {
    return external;
  }

  /** What is certified: the simplified graph up to the logits, and the head it had. */
  public Classifier classifier() {
    return classifier;
  }

  /** The simplified graph up to the logits. */
  public Graph logits() {
    return classifier.logits();
  }

  /**
   * What ONNX Runtime executes up to the logits, as the file has it, every value widened by its
   * float32 errors over the regions.
   *
   * @throws ai.faithful.verify.SettingException listing what of it is not bounded in float32
   */
  Graph executed(List<Region> regions) {
    return Float32Execution.enclose(
        executed.get(),
        regions.stream().map(Region::lower).toList(),
        regions.stream().map(Region::upper).toList());
  }

  Input input() {
    return classifier.logits().inputs().get(0);
  }

  /**
   * Loads the file as it is in ONNX Runtime.
   *
   * @throws RuntimeFailureException if that refuses it
   */
  public OnnxSession open() throws RuntimeFailureException {
    return opener.open();
  }
}
