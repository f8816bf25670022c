package ai.faithful.training.model;

import ai.faithful.training.model.Architecture.Cnn;
import ai.faithful.training.model.Architecture.Convolution;
import ai.faithful.training.model.Architecture.Mlp;
import ai.faithful.training.model.Architecture.ResNet;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads descriptions of architectures: FAMILY, or FAMILY:PART,PART,... */
final class ArchitectureSpec {
  private static final Pattern CONVOLUTION = Pattern.compile("(\\d{1,4})k(\\d{1,2})s(\\d{1,2})");
  private static final Pattern WIDTH = Pattern.compile("\\d{1,5}");

  private final String spec;
  private final List<Convolution> convolutions = new ArrayList<>();
  private final List<Integer> widths = new ArrayList<>();

  private ArchitectureSpec(String spec) {
    this.spec = spec;
  }

  static Architecture parse(String spec) {
    int colon = spec.indexOf(':');
    String family = colon < 0 ? spec : spec.substring(0, colon);
    String rest = colon < 0 ? "" : spec.substring(colon + 1);
    return new ArchitectureSpec(spec).of(family, rest);
  }

  private Architecture of(String family, String rest) {
    for (String part : rest.isBlank() ? new String[0] : rest.split(",", -1)) {
      Matcher conv = CONVOLUTION.matcher(part.strip());
      if (conv.matches() && widths.isEmpty()) {
        convolutions.add(
            new Convolution(
                Integer.parseInt(conv.group(1)),
                Integer.parseInt(conv.group(2)),
                Integer.parseInt(conv.group(3))));
      } else if (WIDTH.matcher(part.strip()).matches()) {
        widths.add(Integer.parseInt(part.strip()));
      } else {
        throw malformed();
      }
    }
    boolean normalised = family.endsWith("+bn");
    if (family.equals("cnn") || family.equals("cnn+bn")) {
      if (convolutions.isEmpty()) {
        throw malformed();
      }
      return new Cnn(convolutions, widths, normalised);
    }
    if (!convolutions.isEmpty()) {
      throw malformed();
    }
    return switch (family) {
      case "mlp" -> new Mlp(widths);
      case "resnet", "resnet+bn" -> {
        if (widths.size() != 2) {
          throw malformed();
        }
        yield new ResNet(widths.get(0), widths.get(1), normalised);
      }
      case "cnn_2layer" -> Architecture.cnn2(width(2));
      case "cnn_4layer" -> Architecture.cnn4(width(2));
      case "cnn7" -> Architecture.cnn7(width(64));
      default -> throw malformed();
    };
  }

  private int width(int usual) {
    if (widths.size() > 1) {
      throw malformed();
    }
    return widths.isEmpty() ? usual : widths.get(0);
  }

  private IllegalArgumentException malformed() {
    return new IllegalArgumentException(
        "architecture '"
            + spec
            + "' is not understood; write mlp:256,256 (hidden widths), cnn:8k4s2,16k4s2,64 or"
            + " cnn+bn:... (channels k kernel s stride, then hidden widths), resnet:8,2 or"
            + " resnet+bn:... (channels, blocks), or cnn_2layer, cnn_4layer, cnn7, each with an"
            + " optional width such as cnn7:16");
  }
}
