package dev.yoco4j.text.bpe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WellFormedTest {
  @Test
  void well_formed_text_is_left_alone() {
    String text = "aé日👍\uFFFD";
    assertThat(WellFormed.text(text)).isSameAs(text);
    assertThat(WellFormed.text("")).isEmpty();
  }

  @Test
  void every_surrogate_without_partner_is_replaced() {
    assertThat(WellFormed.text("\uD83D")).isEqualTo("\uFFFD");
    assertThat(WellFormed.text("\uDC4D\uD83D")).isEqualTo("\uFFFD\uFFFD");
    assertThat(WellFormed.text("\uD83D\uD83D\uDC4Dx\uDC4D")).isEqualTo("\uFFFD👍x\uFFFD");
  }
}
