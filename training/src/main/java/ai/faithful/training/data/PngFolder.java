package ai.faithful.training.data;

import ai.faithful.training.data.DataException.Code;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * A folder of PNG images of one size, grey or RGB, 8 or 16 bits. Labels are in {@code labels.csv}
 * (lines FILE,CLASS), or the images are in a folder for each class: named by numbers, which are the
 * classes, or by words, which are counted in alphabetical order.
 */
final class PngFolder {
  private static final int LARGEST_SIDE = 1 << 12;

  private record Labelled(Path file, int label) {}

  private PngFolder() {}

  static RawData read(Path folder) throws DataException {
    List<Labelled> images;
    try {
      Path list = folder.resolve("labels.csv");
      images = Files.isRegularFile(list) ? listed(folder, list) : bySubfolder(folder);
    } catch (IOException e) {
      throw new DataException(
          Code.UNREADABLE, folder + ": cannot be read (" + e.getMessage() + ")", e);
    }
    if (images.isEmpty()) {
      throw new DataException(
          Code.MISSING_FILE,
          folder
              + ": holds neither labels.csv nor folders of PNG images, one for each class; put"
              + " either there");
    }
    int[] dims = {images.size(), 0, 0, 0};
    int[][] samples = new int[images.size()][];
    int unit = 0;
    long elements = 0;
    for (int i = 0; i < samples.length; i++) {
      Path file = images.get(i).file();
      Raster raster = raster(file);
      int bits = raster.getSampleModel().getSampleSize(0) > 8 ? 65535 : 255;
      int[] own = {samples.length, raster.getHeight(), raster.getWidth(), raster.getNumBands()};
      if (i > 0 && (bits != unit || !Arrays.equals(own, dims))) {
        throw new DataException(
            Code.WRONG_CONTENT,
            String.format(
                "%s: %dx%d pixels, %d channels, up to %d, where %s has %dx%d, %d, %d; all images"
                    + " have to be alike",
                file,
                own[1],
                own[2],
                own[3],
                bits,
                images.get(0).file(),
                dims[1],
                dims[2],
                dims[3],
                unit));
      }
      dims = own;
      unit = bits;
      samples[i] = raster.getPixels(0, 0, own[2], own[1], (int[]) null);
      elements += samples[i].length;
      if (elements > RawData.LARGEST) {
        throw new DataException(
            Code.WRONG_CONTENT, folder + ": holds more than can be read at once; split it");
      }
    }
    int size = samples[0].length;
    int[] labels = images.stream().mapToInt(Labelled::label).toArray();
    return RawData.of(
        folder, dims, index -> samples[index / size][index % size], labels, unit, true);
  }

  /** The stored samples themselves: no colour conversion, no gamma. */
  private static Raster raster(Path file) throws DataException {
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers =
          in == null ? List.<ImageReader>of().iterator() : ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new DataException(Code.WRONG_CONTENT, file + ": is no PNG image; convert it");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        if (reader.getWidth(0) > LARGEST_SIDE || reader.getHeight(0) > LARGEST_SIDE) {
          throw new DataException(
              Code.WRONG_CONTENT,
              file
                  + (": claims " + reader.getWidth(0) + "x" + reader.getHeight(0))
                  + " pixels; scale it down");
        }
        var image = reader.read(0);
        ColorModel colors = image.getColorModel();
        if (colors instanceof IndexColorModel || colors.hasAlpha() || colors.getPixelSize() < 8) {
          throw new DataException(
              Code.WRONG_CONTENT,
              file
                  + ": has a palette, transparency or few bits; convert it to grey or RGB, 8 or 16"
                  + " bits");
        }
        return image.getRaster();
      } finally {
        reader.dispose();
      }
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new DataException(
          Code.UNREADABLE,
          file + ": damaged image (" + e.getMessage() + "); copy or write it again",
          e);
    }
  }

  private static List<Labelled> listed(Path folder, Path list) throws DataException, IOException {
    List<Labelled> images = new ArrayList<>();
    try (BufferedReader in = Files.newBufferedReader(list, StandardCharsets.UTF_8)) {
      int number = 0;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        String[] cells = line.split(",", -1);
        if (line.isBlank() || (number == 1 && !cells[cells.length - 1].strip().matches("\\d+"))) {
          continue; // a header
        }
        if (cells.length != 2 || !cells[1].strip().matches("\\d{1,6}")) {
          throw new DataException(
              Code.WRONG_CONTENT, list + ": line " + number + " is not FILE,CLASS");
        }
        Path file;
        try {
          file = folder.resolve(cells[0].strip()).normalize();
        } catch (InvalidPathException e) {
          throw new DataException(
              Code.WRONG_CONTENT, list + ": line " + number + " names no file", e);
        }
        if (!file.startsWith(folder.normalize()) || !Files.isRegularFile(file)) {
          throw new DataException(
              Code.MISSING_FILE,
              list
                  + ": line "
                  + number
                  + " names "
                  + cells[0].strip()
                  + ", which is not in the folder");
        }
        images.add(new Labelled(file, Integer.parseInt(cells[1].strip())));
      }
    }
    return images;
  }

  private static List<Labelled> bySubfolder(Path folder) throws IOException, DataException {
    List<Path> classes = sorted(folder).stream().filter(Files::isDirectory).toList();
    boolean numbers = classes.stream().allMatch(c -> name(c).matches("\\d{1,6}"));
    List<Labelled> images = new ArrayList<>();
    for (int k = 0; k < classes.size(); k++) {
      int label = numbers ? Integer.parseInt(name(classes.get(k))) : k;
      for (Path file : sorted(classes.get(k))) {
        if (name(file).toLowerCase(Locale.ROOT).endsWith(".png")) {
          images.add(new Labelled(file, label));
        }
      }
    }
    return images;
  }

  private static List<Path> sorted(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
