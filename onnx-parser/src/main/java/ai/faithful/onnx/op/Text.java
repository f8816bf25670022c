package ai.faithful.onnx.op;

/** Text from a file, made safe to print: short and on one line. */
public final class Text {
  private static final int LIMIT = 80;

  private Text() {}

  /** In quotes, control characters replaced, the middle of a long text left out. */
  public static String quote(String text) {
    return "'" + clip(text) + "'";
  }

  /** As {@link #quote} without the quotes. */
  public static String clip(String text) {
    String shorter =
        text.length() <= LIMIT
            ? text
            : text.substring(0, LIMIT / 2)
                + "..."
                + text.substring(text.length() - LIMIT / 2 + 3, text.length());
    return shorter.replaceAll("[\\p{Cntrl}\\p{Cs}]", "?");
  }
}
