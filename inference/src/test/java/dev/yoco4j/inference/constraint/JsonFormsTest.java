package dev.yoco4j.inference.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFormsTest {
  private static boolean complete(Goal form, byte[] text) {
    TextState state = TextState.before(form);
    for (byte next : text) {
      state = state == null ? null : state.after(Byte.toUnsignedInt(next));
    }
    return state != null && state.isComplete();
  }

  private static boolean isValue(String text) {
    return complete(JsonForms.any(), text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "0",
        "-0",
        "12.5e-7",
        "1E+2",
        "\"\"",
        "true",
        "null",
        "{ }",
        "{\"a\":1,\n \"b\":[1, 2 , {\"c\":null}]}",
        "\"é€𝄞 \\n\\\"\\u00e9\\ud7ff\\uE000\"",
        "\"\u007f\""
      })
  void json_is_accepted(String text) {
    assertThat(isValue(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " 1",
        "01",
        "+1",
        "1.",
        ".5",
        "1e",
        "--1",
        "1e999",
        "truth",
        "nul",
        "[1,]",
        "[,1]",
        "{\"a\"}",
        "{a:1}",
        "{\"a\":1,}",
        "{\"a\" :1",
        "\"",
        "\"\n\"",
        "\"\\x\"",
        "\"\\ud800\"",
        "\"\\u12g4\"",
        "[1 2]",
        "{} ",
        "1 ",
        "1234567890123456",
        "'a'"
      })
  void what_is_not_json_or_goes_on_for_ever_is_not(String text) {
    assertThat(isValue(text)).isFalse();
  }

  @Test
  void bytes_that_are_not_utf_8_are_not_accepted() {
    for (int[] bad :
        new int[][] {
          {0x80},
          {0xC0, 0x80},
          {0xC1, 0xBF},
          {0xE0, 0x80, 0x80},
          {0xED, 0xA0, 0x80},
          {0xF0, 0x80, 0x80, 0x80},
          {0xF4, 0x90, 0x80, 0x80},
          {0xF5, 0x80, 0x80, 0x80},
          {0xC3},
          {0xE2, 0x82},
          {0xFF}
        }) {
      byte[] text = new byte[bad.length + 2];
      text[0] = '"';
      text[text.length - 1] = '"';
      for (int i = 0; i < bad.length; i++) {
        text[i + 1] = (byte) bad[i];
      }
      assertThat(complete(JsonForms.any(), text)).as("%s", Arrays.toString(bad)).isFalse();
    }
  }

  @Test
  void blanks_are_bounded() {
    assertThat(isValue("[" + " ".repeat(21) + "1]")).isTrue();
    assertThat(isValue("[" + " ".repeat(22) + "1]")).isFalse();
  }

  @Test
  void whatever_is_accepted_a_parser_reads() {
    List<String> seeds =
        List.of("{\"a\":[1,-2.5e3,\"x\\n\\u00e9\"],\"b\":{\"c\":null}}", "[true,false,\"é€𝄞\",0]");
    SplittableRandom random = new SplittableRandom(9);
    byte[] alphabet = "{}[],:\"\\ue0123.-+tfnalsr \n\u00e9\u20ac".getBytes(StandardCharsets.UTF_8);
    int accepted = 0;
    for (int trial = 0; trial < 60_000; trial++) {
      byte[] text = seeds.get(trial % 2).getBytes(StandardCharsets.UTF_8);
      for (int edits = random.nextInt(3); edits >= 0; edits--) {
        text[random.nextInt(text.length)] = alphabet[random.nextInt(alphabet.length)];
      }
      if (complete(JsonForms.any(), text)) {
        accepted++;
        String decoded = new String(text, StandardCharsets.UTF_8);
        assertThat(decoded).doesNotContain("\uFFFD");
        assertThat(SchemaCheck.allows("true", decoded)).as(decoded).isTrue();
      }
    }
    assertThat(accepted).isGreaterThan(1000);
  }

  @Test
  void an_object_is_one_and_the_text_is_over_with_its_brace() {
    TextState state = TextState.before(JsonForms.object());
    assertThat(state.after('[')).isNull();
    for (char next : "{\"a\":{}}".toCharArray()) {
      assertThat(state.isOver()).isFalse();
      TextState after = state.after(next);
      assertThat(after).isNotNull();
      state = Objects.requireNonNull(after);
    }
    assertThat(state.isOver()).isTrue();
  }
}
