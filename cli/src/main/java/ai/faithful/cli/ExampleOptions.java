package ai.faithful.cli;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Shape;
import ai.faithful.training.data.DataException;
import ai.faithful.training.data.Dataset;
import ai.faithful.training.data.Datasets;
import ai.faithful.training.data.Reading.Layout;
import ai.faithful.training.data.Split;
import ai.faithful.verify.certificate.Example;
import ai.faithful.verify.region.Neighbourhood;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which examples are asked about. */
final class ExampleOptions {
  private static final int COUNT = 20;

  @Mixin private DataOptions data;
  @Mixin private ReadingOptions reading;

  @Option(
      names = "--split",
      paramLabel = "NAME",
      description = "train or test, of a data set known by name. Default: test.")
  private @Nullable String split;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "The first N examples of the split. Default: " + COUNT + ".")
  private @Nullable Integer count;

  /** Of loaded examples, where the order of its axes matters. */
  private @Nullable Shape sample;

  /**
   * Checks what can be checked before any file is read.
   *
   * @throws CliException a usage error
   */
  void check() {
    if (count != null && count < 1) {
      throw CliException.usage("--count is " + count + ", must be at least 1");
    }
    half();
  }

  /** The regions around them, in the models' units. */
  Neighbourhood around(Neighbourhood raw) {
    return reading.around(raw);
  }

  /** The examples, in the models' units. */
  List<Example> examples(Neighbourhood around) throws DataException {
    Dataset all =
        Datasets.load(data.name(), data.directory(), half(), reading.reading())
            .first(count == null ? COUNT : count);
    sample = reading.reading().layout() == Layout.FLAT ? null : all.sampleShape();
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      examples.add(new Example(i, around.counted(all.images()[i]), all.labels()[i]));
    }
    return examples;
  }

  /**
   * Checks that the model reads the axes of the examples that were loaded in their order.
   *
   * @throws CliException a usage error
   */
  void checkOrder(Path file, Graph model) {
    if (sample != null) {
      AxisOrder.check(data.name(), sample, file, model);
    }
  }

  /** What they are called in reports. */
  String words() {
    return data.words(half());
  }

  /**
   * Checks that nothing is said of examples, where a region stands for itself.
   *
   * @throws CliException a usage error
   */
  void refuse(String option) {
    String given =
        count != null ? "--count" : split != null ? "--split" : data.given() ? "--data" : null;
    if (given != null) {
      throw CliException.usage(
          option + " asks about one region, not about examples; leave out " + given);
    }
  }

  private Split half() {
    if (split == null) {
      return Split.TEST;
    }
    if (data.isFile()) {
      throw CliException.usage("--split is of a data set known by name; a file has no splits");
    }
    for (Split known : Split.values()) {
      if (known.name().equalsIgnoreCase(split)) {
        return known;
      }
    }
    throw CliException.usage("--split is '" + split + "', must be train or test");
  }
}
