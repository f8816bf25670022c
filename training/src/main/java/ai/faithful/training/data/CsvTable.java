package ai.faithful.training.data;

import ai.faithful.training.data.DataException.Code;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table of numbers, a sample in each line: comma, semicolon or tab between them, one column the
 * label. A first line that is not all numbers names the columns.
 */
final class CsvTable {
  private CsvTable() {}

  /**
   * Reads a table.
   *
   * @param labelColumn {@code first}, {@code last}, or a column's name
   */
  static RawData read(Path file, String labelColumn) throws DataException {
    List<double[]> rows = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      int label = -1;
      int columns = 0;
      long elements = 0;
      int number = 0;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        String[] cells = line.split("[,;\t]", -1);
        boolean first = columns == 0;
        if (first) {
          columns = cells.length;
          label = labelIndex(file, labelColumn, cells);
          if (columns < 2) {
            throw wrong(
                file, number, "has one column; a label and at least one element are needed");
          }
          if (isHeader(cells)) {
            continue;
          }
          if (label < 0) {
            throw wrong(file, number, "names no columns; --label-column has to be first or last");
          }
        }
        if (cells.length != columns) {
          throw wrong(file, number, "has " + cells.length + " columns, not " + columns);
        }
        elements += columns;
        if (elements > RawData.LARGEST) {
          throw wrong(file, number, "is beyond the most that is read; split the file");
        }
        double[] row = new double[columns - 1];
        for (int i = 0, at = 0; i < columns; i++) {
          double value = number(file, number, i, cells[i]);
          if (i == label) {
            if (value != Math.rint(value)) {
              throw wrong(
                  file,
                  number,
                  "has " + value + " for its label; --label-column says which column it is in");
            }
            labels.add(RawData.label(file, rows.size(), value));
          } else {
            row[at++] = value;
          }
        }
        rows.add(row);
      }
    } catch (IOException e) {
      throw new DataException(
          Code.UNREADABLE, file + ": cannot be read as text (" + e.getMessage() + ")", e);
    }
    if (rows.isEmpty()) {
      throw new DataException(Code.WRONG_CONTENT, file + ": has no sample");
    }
    int width = rows.get(0).length;
    return RawData.of(
        file,
        new int[] {rows.size(), width},
        index -> rows.get(index / width)[index % width],
        labels.stream().mapToInt(Integer::intValue).toArray(),
        1,
        false);
  }

  /** Where the label is; -1 if that needs a header that is not there. */
  private static int labelIndex(Path file, String labelColumn, String[] cells)
      throws DataException {
    if (labelColumn.equals("first")) {
      return 0;
    }
    if (labelColumn.equals("last")) {
      return cells.length - 1;
    }
    for (int i = 0; i < cells.length; i++) {
      if (bare(cells[i]).equals(labelColumn)) {
        return i;
      }
    }
    if (isHeader(cells)) {
      throw new DataException(
          Code.WRONG_CONTENT,
          file
              + ": no column is called '"
              + labelColumn
              + "'; they are "
              + String.join(", ", Arrays.stream(cells).limit(8).map(CsvTable::bare).toList())
              + (cells.length > 8 ? ", .." : ""));
    }
    return -1;
  }

  private static String bare(String cell) {
    String stripped = cell.strip();
    boolean quoted = stripped.length() > 1 && stripped.startsWith("\"") && stripped.endsWith("\"");
    return quoted ? stripped.substring(1, stripped.length() - 1) : stripped;
  }

  private static boolean isHeader(String[] cells) {
    for (String cell : cells) {
      try {
        Double.parseDouble(cell.strip());
      } catch (NumberFormatException e) {
        return true;
      }
    }
    return false;
  }

  private static double number(Path file, int line, int column, String cell) throws DataException {
    try {
      return Double.parseDouble(cell.strip());
    } catch (NumberFormatException e) {
      String shown = cell.length() > 20 ? cell.substring(0, 20) + ".." : cell;
      throw wrong(file, line, "column " + (column + 1) + " is '" + shown + "', not a number");
    }
  }

  private static DataException wrong(Path file, int line, String what) {
    return new DataException(Code.WRONG_CONTENT, file + ": line " + line + " " + what);
  }
}
