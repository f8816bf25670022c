package ai.faithful.training.data;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the files of a data set are, and where their authors keep them.
 *
 * @param name as {@code --data} takes it
 * @param contents one line for a person
 * @param files that the data set consists of; none if it is embedded
 * @param mirrors folders that hold the files (or the archive) under their names, tried in order
 * @param archive a .tar.gz that holds the files, if they are not to be had one by one
 */
public record Catalog(
    String name,
    String contents,
    List<DataFile> files,
    List<URI> mirrors,
    Optional<DataFile> archive) {
  public Catalog {
    files = List.copyOf(files);
    mirrors = List.copyOf(mirrors);
  }

  /** Every data set, in the order of {@link Datasets#names()}. */
  public static List<Catalog> all() {
    return List.of(digits(), mnist(), fashionMnist(), cifar10());
  }

  /**
   * The data set of a name.
   *
   * @throws DataException naming the known ones
   */
  public static Catalog of(String name) throws DataException {
    for (Catalog catalog : all()) {
      if (catalog.name.equals(name)) {
        return catalog;
      }
    }
    throw Datasets.unknown(name);
  }

  /** Where a file of this data set lies, or would be put. */
  Path locate(DataFile file, Path dataDir) {
    List<Path> places = new ArrayList<>();
    places.add(dataDir.resolve(name).resolve(file.path()));
    places.add(dataDir.resolve(file.path()));
    places.add(dataDir.resolve(name).resolve(file.fileName()));
    places.add(dataDir.resolve(file.fileName()));
    return places.stream().filter(Files::isRegularFile).findFirst().orElse(places.get(0));
  }

  private static Catalog digits() {
    return new Catalog(
        Digits.NAME,
        "8x8 handwritten digits, 1437 to train and 360 to test; embedded",
        List.of(),
        List.of(),
        Optional.empty());
  }

  private static Catalog mnist() {
    return new Catalog(
        "mnist",
        "28x28 handwritten digits, 60000 to train and 10000 to test",
        idx(
            new long[] {9_912_422, 28_881, 1_648_877, 4_542},
            "f68b3c2dcbeaaa9fbdd348bbdeb94873",
            "d53e105ee54ea40749a09fcbcd1e9432",
            "9fb629c4189551a2d022fa330f9573f3",
            "ec29112dd5afa0611ce80d1b7f02629c"),
        List.of(
            URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"),
            URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/")),
        Optional.empty());
  }

  private static Catalog fashionMnist() {
    return new Catalog(
        "fashion-mnist",
        "28x28 pictures of clothes, 60000 to train and 10000 to test",
        idx(
            new long[] {26_421_880, 29_515, 4_422_102, 5_148},
            "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
            "25c81989df183df01b3e8a0aad5dffbe",
            "bef4ecab320f06d8554ea6380940ec79",
            "bb300cfdad3c16e7a12a480ee83cd310"),
        List.of(URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/")),
        Optional.empty());
  }

  private static Catalog cifar10() {
    List<DataFile> files = new ArrayList<>();
    String[] md5 = {
      "5dd7e06a14cb22eb9f671a540d1b7c25",
      "5ea93a67294ea407fff1d09f752e9692",
      "942cd6a4bcdd0dd3c604fbe906cb4421",
      "ae636b3ba5c66a11e91e8cb52e771fcb",
      "53f37980c15c3d472c316c40844f3f0d"
    };
    for (int number = 1; number <= Cifar10.BATCHES; number++) {
      files.add(
          new DataFile(Cifar10.FOLDER + "/" + Cifar10.batch(number), 30_730_000, md5[number - 1]));
    }
    files.add(
        new DataFile(
            Cifar10.FOLDER + "/" + Cifar10.TEST, 30_730_000, "803d5f7f4d78ea53de84dbe85f74fb6d"));
    return new Catalog(
        Cifar10.NAME,
        "32x32 colour photographs, 50000 to train and 10000 to test",
        files,
        List.of(URI.create("https://www.cs.toronto.edu/~kriz/")),
        Optional.of(
            new DataFile(
                "cifar-10-binary.tar.gz", 170_052_171, "c32a1d4ab5d03f1284b67883e8d87530")));
  }

  private static List<DataFile> idx(long[] sizes, String... md5) {
    return List.of(
        new DataFile("train-images-idx3-ubyte.gz", sizes[0], md5[0]),
        new DataFile("train-labels-idx1-ubyte.gz", sizes[1], md5[1]),
        new DataFile("t10k-images-idx3-ubyte.gz", sizes[2], md5[2]),
        new DataFile("t10k-labels-idx1-ubyte.gz", sizes[3], md5[3]));
  }
}
