package ai.faithful.cli;

import ai.faithful.verify.SettingException;
import ai.faithful.verify.region.Magnitude;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Text files of numbers: commas, semicolons or blanks between them, # before a remark. */
final class NumberFile {
  private static final Pattern SEPARATOR = Pattern.compile("\\s*[,;\\s]\\s*");

  private NumberFile() {}

  /**
   * One line.
   *
   * @param place file and line, for messages
   * @param numbers as they are written
   */
  record Row(String place, List<String> numbers) {
    /** A number, exactly. */
    BigDecimal decimal(int at) {
      String text = numbers.get(at);
      try {
        return Magnitude.check("'" + text + "'", new BigDecimal(text));
      } catch (NumberFormatException e) {
        throw CliException.usage(place + ": '" + text + "' is not a number");
      } catch (SettingException e) {
        throw CliException.usage(place + ": " + e.getMessage());
      }
    }
  }

  /**
   * The lines that hold something.
   *
   * @throws CliException if there is no such file, or nothing in it
   */
  static List<Row> rows(String option, Path file) {
    if (!Files.isRegularFile(file)) {
      throw CliException.missing("there is no file " + file + " (" + option + ")");
    }
    List<Row> rows = new ArrayList<>();
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i);
        int remark = line.indexOf('#');
        String text = (remark < 0 ? line : line.substring(0, remark)).strip();
        if (!text.isEmpty()) {
          String place = option + " " + file + ", line " + (i + 1);
          rows.add(new Row(place, List.of(SEPARATOR.split(text, -1))));
        }
      }
    } catch (IOException e) {
      throw CliException.missing("cannot read " + file + ": " + e.getMessage());
    }
    if (rows.isEmpty()) {
      throw CliException.usage(option + " " + file + " holds no numbers");
    }
    return rows;
  }
}
