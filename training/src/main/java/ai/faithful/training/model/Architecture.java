package ai.faithful.training.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a network to be trained looks like. A ReLU follows each hidden layer; the output layer is
 * implied. {@link ArchitectureSpec} reads the descriptions:
 *
 * <ul>
 *   <li>{@code mlp:256,256} has two hidden layers of 256 units;
 *   <li>{@code cnn:8k4s2,16k4s2,64} has a convolution of 8 channels with 4x4 kernels and stride 2,
 *       one of 16 channels, and a hidden layer of 64 units; {@code cnn+bn:...} normalises every
 *       hidden layer over the batch;
 *   <li>{@code resnet:8,2} has a 3x3 convolution of 8 channels and stride 2, two residual blocks of
 *       16 channels, the first of stride 2, and a hidden layer of 100 units; so has {@code
 *       resnet+bn:8,2}, normalised;
 *   <li>{@code cnn_2layer}, {@code cnn_4layer} and {@code cnn7}, each with an optional width
 *       ({@code cnn7:16}), are the convolutional networks of the certified-training literature.
 * </ul>
 *
 * A convolution pads by (kernel - 1) / 2 zeros, rounded down, on every side.
 */
public sealed interface Architecture
    permits Architecture.Mlp, Architecture.Cnn, Architecture.ResNet {
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
   * @param normalised whether batch normalisation precedes each ReLU
   */
  record Cnn(List<Convolution> convolutions, List<Integer> hidden, boolean normalised)
      implements Architecture {
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
      String family = normalised ? "cnn+bn:" : "cnn:";
      return family + join(Stream.concat(convolutions.stream(), hidden.stream()));
    }
  }

  /**
   * A small residual network, input shape [1, channels, height, width].
   *
   * @param width channels of the first convolution; blocks have twice as many
   * @param blocks residual blocks of two 3x3 convolutions, at least 1
   * @param normalised whether batch normalisation follows each convolution
   */
  record ResNet(int width, int blocks, boolean normalised) implements Architecture {
    /** Units of the hidden layer behind the blocks. */
    static final int HIDDEN = 100;

    public ResNet {
      positive("width", width);
      positive("number of blocks", blocks);
    }

    @Override
    public String spec() {
      return (normalised ? "resnet+bn:" : "resnet:") + width + "," + blocks;
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

  /** cnn_2layer of CROWN-IBP: two strided convolutions and a hidden layer of 128 units. */
  static Cnn cnn2(int width) {
    return new Cnn(
        List.of(new Convolution(4 * width, 4, 2), new Convolution(8 * width, 4, 2)),
        List.of(128),
        false);
  }

  /** cnn_4layer of CROWN-IBP: four convolutions and two hidden layers of 512 units. */
  static Cnn cnn4(int width) {
    return new Cnn(
        List.of(
            new Convolution(4 * width, 3, 1),
            new Convolution(4 * width, 4, 2),
            new Convolution(8 * width, 3, 1),
            new Convolution(8 * width, 4, 2)),
        List.of(512, 512),
        false);
  }

  /** CNN7 of Shi et al. (2021): five 3x3 convolutions and 512 units, all normalised. */
  static Cnn cnn7(int width) {
    List<Convolution> convolutions = new ArrayList<>();
    convolutions.add(new Convolution(width, 3, 1));
    convolutions.add(new Convolution(width, 3, 1));
    convolutions.add(new Convolution(2 * width, 3, 2));
    convolutions.add(new Convolution(2 * width, 3, 1));
    convolutions.add(new Convolution(2 * width, 3, 1));
    return new Cnn(convolutions, List.of(512), true);
  }

  /**
   * Reads a description.
   *
   * @throws IllegalArgumentException saying what is wrong and showing a right one
   */
  static Architecture parse(String spec) {
    return ArchitectureSpec.parse(spec);
  }

  private static void positive(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " " + value + " of an architecture is below 1");
    }
  }

  private static String join(Stream<?> parts) {
    return parts.map(String::valueOf).collect(Collectors.joining(","));
  }
}
