package ai.faithful.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class BracketPictureTest {
  private final BracketPicture picture = new BracketPicture(1, 10);

  @Test
  void drawsReachedAndOpen() {
    assertThat(picture.of(0.3, 0.5)).isEqualTo("|===..     |");
  }

  @Test
  void neverShowsLessThanIsOpenOrMoreThanIsReached() {
    assertThat(picture.of(0.39, 0.41)).isEqualTo("|===..     |");
    assertThat(picture.of(0, 1e-9)).isEqualTo("|.         |");
    assertThat(picture.of(0, 0)).isEqualTo("|          |");
  }

  @Test
  void staysInside() {
    assertThat(picture.of(-1, 2)).isEqualTo("|..........|");
    assertThat(picture.of(2, 2)).isEqualTo("|==========|");
  }

  @Test
  void needsAScale() {
    assertThatThrownBy(() -> new BracketPicture(0, 10))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void scalesAreRoundDecimals() {
    assertThat(BracketSvg.scale(0.27)).isEqualTo(0.3);
    assertThat(BracketSvg.scale(0.55)).isEqualTo(0.6);
    assertThat(BracketSvg.scale(0.3)).isEqualTo(0.3);
    assertThat(BracketSvg.scale(9.99e-4)).isEqualTo(0.001);
    assertThat(BracketSvg.scale(12)).isEqualTo(15);
    assertThat(BracketSvg.scale(0)).isEqualTo(1);
    assertThat(BracketSvg.shown(2e-13)).isEqualTo(1e-4);
    assertThat(BracketSvg.shown(0)).isEqualTo(1e-4);
    assertThat(BracketSvg.shown(0.27)).isEqualTo(0.3);
  }

  @Test
  void looseLeadsDoNotPushTheOthersTogether() {
    List<String> svg =
        new AgreementSvg(
                List.of(
                    new AgreementSvg.Line("a", "a", "certified", 2),
                    new AgreementSvg.Line("b", "b", "unknown", -1e6),
                    new AgreementSvg.Line("c", "c", "unknown", Double.NEGATIVE_INFINITY)))
            .element();
    assertThat(String.join("", svg))
        .contains("<rect class=\"unknown\" x=\"90.00\"", ">-8</text>", ">2</text>")
        .doesNotContain("NaN", "Infinity", ">-1000");
  }
}
