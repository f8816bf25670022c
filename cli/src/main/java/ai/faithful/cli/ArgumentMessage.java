package ai.faithful.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in one line: what stands there and what could. */
final class ArgumentMessage {
  private static final Pattern UNKNOWN_TO_HELP = Pattern.compile("Unknown subcommand '(.*)'\\.");

  private ArgumentMessage() {}

  /** The line, without the code. */
  static String of(ParameterException e) {
    CommandLine command = e.getCommandLine();
    String help = "; see " + command.getCommandSpec().qualifiedName() + " --help";
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      return unmatched(unmatched.getUnmatched().get(0), command) + help;
    }
    // Its subclasses say other things, such as that an option stands there twice.
    if (e.getArgSpec() instanceof OptionSpec option
        && e.getValue() != null
        && e.getClass() == ParameterException.class) {
      return option.longestName() + " is '" + e.getValue() + "', must be " + kind(option) + help;
    }
    Matcher unknown = UNKNOWN_TO_HELP.matcher(String.valueOf(e.getMessage()));
    if (unknown.matches()) {
      return unmatched(unknown.group(1), command) + help;
    }
    return e.getMessage() + help;
  }

  private static String unmatched(String word, CommandLine command) {
    if (word.startsWith("-")) {
      String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
      List<String> near =
          near(
              name,
              command.getCommandSpec().options().stream()
                  .flatMap(option -> Arrays.stream(option.names()))
                  .toList());
      return "unknown option '" + name + "'" + suggestion(near);
    }
    Collection<String> commands = command.getSubcommands().keySet();
    if (commands.isEmpty()) {
      return "unexpected argument '" + word + "'";
    }
    List<String> near = near(word, commands);
    return "unknown command '"
        + word
        + "'"
        + (near.isEmpty() ? "; known are " + String.join(", ", commands) : suggestion(near));
  }

  private static String suggestion(List<String> near) {
    return near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near);
  }

  private static String kind(ArgSpec argument) {
    Class<?> type =
        argument.typeInfo().isMultiValue() ? argument.auxiliaryTypes()[0] : argument.type();
    if (type.isEnum()) {
      return "one of "
          + Arrays.stream(type.getEnumConstants())
              .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
              .collect(Collectors.joining(", "));
    }
    if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
      return "a whole number";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    return type == Path.class ? "a path" : "a number";
  }

  /** The names at the least distance, if it is a few letters; the word's beginning is near too. */
  private static List<String> near(String word, Collection<String> names) {
    List<String> nearest = new ArrayList<>();
    int least = word.length() < 3 ? 0 : Math.max(1, word.length() / 4);
    for (String name : names) {
      int distance = word.startsWith(name) ? 1 : distance(word, name);
      if (distance < least) {
        nearest.clear();
        least = distance;
      }
      if (distance == least) {
        nearest.add(name);
      }
    }
    return nearest;
  }

  /** Letters to insert, to remove, to replace, or to exchange with their neighbour. */
  static int distance(String a, String b) {
    int[][] steps = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          steps[i][j] = i + j;
          continue;
        }
        int replaced = steps[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        steps[i][j] = Math.min(replaced, 1 + Math.min(steps[i - 1][j], steps[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          steps[i][j] = Math.min(steps[i][j], steps[i - 2][j - 2] + 1);
        }
      }
    }
    return steps[a.length()][b.length()];
  }
}
