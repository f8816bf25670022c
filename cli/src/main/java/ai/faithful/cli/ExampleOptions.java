package ai.faithful.cli;

import ai.faithful.training.data.DataException;
import ai.faithful.training.data.Dataset;
import ai.faithful.training.data.Datasets;
import ai.faithful.training.data.Split;
import ai.faithful.verify.certificate.Example;
import ai.faithful.verify.region.Neighbourhood;
import ai.faithful.verify.region.Normalised;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which examples are asked about. */
final class ExampleOptions {
  @Mixin private DataOptions data;
  @Mixin private ReadingOptions reading;

  @Option(
      names = "--split",
      paramLabel = "NAME",
      defaultValue = "test",
      description = "train or test. Default: ${DEFAULT-VALUE}.")
  private String split;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "20",
      description = "The first N examples of the split. Default: ${DEFAULT-VALUE}.")
  private int count;

  /**
   * Checks what can be checked before any file is read.
   *
   * @throws CliException a usage error
   */
  void check() {
    if (count < 1) {
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
        Datasets.load(data.name(), data.directory(), half(), reading.reading()).first(count);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      float[] image = all.images()[i];
      if (around instanceof Normalised normalised) {
        image = normalised.counted(image);
      }
      examples.add(new Example(i, image, all.labels()[i]));
    }
    return examples;
  }

  /** What they are called in reports. */
  String words() {
    return data.name() + ", " + split;
  }

  private Split half() {
    for (Split known : Split.values()) {
      if (known.name().equalsIgnoreCase(split)) {
        return known;
      }
    }
    throw CliException.usage("--split is '" + split + "', must be train or test");
  }
}
