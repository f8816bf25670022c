package ai.faithful.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.faithful.cli.report.Table.Align;
import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void alignsColumns() {
    Table table =
        new Table()
            .column("n", Align.RIGHT)
            .column("name", Align.LEFT)
            .row("1", "a")
            .row("100", "longer");
    assertThat(table.lines()).containsExactly("  n  name", "  1  a", "100  longer");
  }

  @Test
  void rowsHaveOneCellPerColumn() {
    Table table = new Table().column("n", Align.RIGHT);
    assertThatThrownBy(() -> table.row("1", "2")).hasMessageContaining("2 cells for 1");
  }
}
