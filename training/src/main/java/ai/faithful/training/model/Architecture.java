package ai.faithful.training.model;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a network to be trained looks like: {@code mlp:256,256} has two hidden layers of 256 units;
 * {@code cnn:8k4s2,16k4s2,64} has a convolution of 8 channels with 4x4 kernels and stride 2, one of
 * 16 channels, and a hidden layer of 64 units. A ReLU follows each; the output layer is implied. A
 * convolution pads by (kernel - 1) / 2 zeros, rounded down, on every side.
 */
public sealed interface Architecture permits Architecture.Mlp, Architecture.Cnn {
  /** The description that {@link #parse} reads back. */
  String spec();

  /**
   * Fully connected layers over the flattened image, input shape [1, features].
   *
   * @param hidden widths of the hidden layers; none gives a linear classifier
   */
  record Mlp(List<Integer> hidden) implements Architecture {
    public Mlp {
      hidden = List.copyOf(hidden);
      hidden.forEach(width -> positive("width", width));
    }

    @Override
    public String spec() {
      return "mlp:" + join(hidden.stream());
    }
  }

  /**
   * Convolutions, then fully connected layers, input shape [1, channels, height, width].
   *
   * @param convolutions at least one
   * @param hidden widths of the hidden fully connected layers
   */
  record Cnn(List<Convolution> convolutions, List<Integer> hidden) implements Architecture {
    public Cnn {
      convolutions = List.copyOf(convolutions);
      hidden = List.copyOf(hidden);
      if (convolutions.isEmpty()) {
        throw new IllegalArgumentException("a cnn needs a convolution, such as 8k4s2");
      }
      hidden.forEach(width -> positive("width", width));
    }

    @Override
    public String spec() {
      return "cnn:" + join(Stream.concat(convolutions.stream(), hidden.stream()));
    }
  }

  /** One convolution with a square kernel. */
  record Convolution(int channels, int kernel, int stride) {
    public Convolution {
      positive("channel count", channels);
      positive("kernel size", kernel);
      positive("stride", stride);
    }

    int pad() {
      return (kernel - 1) / 2;
    }

    @Override
    public String toString() {
      return channels + "k" + kernel + "s" + stride;
    }
  }

  /**
   * Reads a description.
   *
   * @throws IllegalArgumentException saying what is wrong and showing a right one
   */
  static Architecture parse(String spec) {
    int colon = spec.indexOf(':');
    String family = colon < 0 ? spec : spec.substring(0, colon);
    String rest = colon < 0 ? "" : spec.substring(colon + 1);
    List<Convolution> convolutions = new ArrayList<>();
    List<Integer> hidden = new ArrayList<>();
    for (String part : rest.isBlank() ? new String[0] : rest.split(",", -1)) {
      Matcher conv = Spec.CONVOLUTION.matcher(part.strip());
      if (conv.matches() && hidden.isEmpty()) {
        convolutions.add(
            new Convolution(
                Integer.parseInt(conv.group(1)),
                Integer.parseInt(conv.group(2)),
                Integer.parseInt(conv.group(3))));
      } else if (Spec.WIDTH.matcher(part.strip()).matches()) {
        hidden.add(Integer.parseInt(part.strip()));
      } else {
        throw Spec.malformed(spec);
      }
    }
    if (family.equals("mlp") && convolutions.isEmpty()) {
      return new Mlp(hidden);
    }
    if (family.equals("cnn") && !convolutions.isEmpty()) {
      return new Cnn(convolutions, hidden);
    }
    throw Spec.malformed(spec);
  }

  private static void positive(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " " + value + " of an architecture is below 1");
    }
  }

  private static String join(Stream<?> parts) {
    return parts.map(String::valueOf).collect(Collectors.joining(","));
  }

  /** The grammar of a description. */
  final class Spec {
    static final Pattern CONVOLUTION = Pattern.compile("(\\d{1,4})k(\\d{1,2})s(\\d{1,2})");
    static final Pattern WIDTH = Pattern.compile("\\d{1,5}");

    private Spec() {}

    static IllegalArgumentException malformed(String spec) {
      return new IllegalArgumentException(
          "architecture '"
              + spec
              + "' is not understood; write mlp:256,256 (hidden widths) or cnn:8k4s2,16k4s2,64"
              + " (channels k kernel s stride, then hidden widths)");
    }
  }
}
