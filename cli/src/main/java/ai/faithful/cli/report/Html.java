package ai.faithful.cli.report;

import java.util.ArrayList;
import java.util.List;

/** Self-contained pages, and text inside them. */
final class Html {
  /** What all pages look like; a page's own style comes after it. */
  private static final String STYLE =
      """
      :root { color-scheme: light dark; --line: #8884; }
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
      svg { width: 100%; height: auto; }
      svg text { font: 11px system-ui, sans-serif; fill: currentColor; }
      svg line.tick { stroke: var(--line); }
      .key { display: inline-block; width: 1.2em; height: .8em; }
      table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
      th, td { padding: .15rem .7rem; text-align: right; border-bottom: 1px solid var(--line); }
      caption { text-align: left; }
      """;

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
   * @param style CSS of its own
   * @param lines the rest of its body
   * @param version of this program, named at the end
   */
  static String page(String title, String style, List<String> lines, String version) {
    List<String> page = new ArrayList<>();
    page.add("<!DOCTYPE html>");
    page.add("<html lang=\"en\"><head><meta charset=\"utf-8\">");
    page.add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    page.add("<title>" + escape(title) + "</title>");
    page.add("<style>" + STYLE + style + "</style></head><body><main>");
    page.add("<h1>" + escape(title) + "</h1>");
    page.addAll(lines);
    page.add("<p>faithful " + escape(version) + "</p>");
    page.add("</main></body></html>");
    return String.join("\n", page) + "\n";
  }
}
