package ai.faithful.cli.report;

import java.util.ArrayList;
import java.util.List;

/** Self-contained pages, and text inside them. */
final class Html {
  private Html() {}

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /**
   * A page with its title for a heading.
   *
   * @param style CSS
   * @param lines the rest of its body
   * @param version of this program, named at the end
   */
  static String page(String title, String style, List<String> lines, String version) {
    List<String> page = new ArrayList<>();
    page.add("<!DOCTYPE html>");
    page.add("<html lang=\"en\"><head><meta charset=\"utf-8\">");
    page.add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    page.add("<title>" + escape(title) + "</title>");
    page.add("<style>" + style + "</style></head><body><main>");
    page.add("<h1>" + escape(title) + "</h1>");
    page.addAll(lines);
    page.add("<p>faithful " + escape(version) + "</p>");
    page.add("</main></body></html>");
    return String.join("\n", page) + "\n";
  }
}
