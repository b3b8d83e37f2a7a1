package dev.yoco4j.inference.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yoco4j.inference.OutputFormat;
import dev.yoco4j.text.ByteTokenizer;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Schemas whose readings double with each byte, or that are long, deep or go in circles, cost a
/// bounded time.
@Timeout(20)
class HostileSchemaTest {
  private static final TokenTrie BYTES = TokenTrie.of(new ByteTokenizer(), 258);

  private static ConstrainedText text(String schema) {
    return ConstrainedText.of(new OutputFormat.JsonSchema(schema), BYTES, Set.of(257))
        .orElseThrow();
  }

  private static boolean allows(ConstrainedText text, int token) {
    float[] logits = new float[258];
    text.mask(logits);
    return logits[token] == 0;
  }

  private static String many(int count, String each) {
    return IntStream.range(0, count)
        .mapToObj(i -> each.replace("@", Integer.toString(i)).replace("#", Integer.toString(i + 1)))
        .collect(Collectors.joining(","));
  }

  @Test
  void a_text_that_doubles_its_readings_ends_before_they_are_too_many() {
    ConstrainedText text =
        text(
            """
            {"anyOf": [{"type": "array", "items": {"$ref": "#"}},
                       {"type": "array", "items": {"$ref": "#"}}]}
            """);
    int depth = 0;
    while (allows(text, '[')) {
      text.add('[');
      depth++;
    }
    assertThat(depth).isBetween(8, 12);
    for (int i = 0; i < depth; i++) {
      text.add(']');
    }
    assertThat(text.isOver()).isTrue();
  }

  @Test
  void definitions_that_double_each_other_are_read_once() {
    String links = many(30, "\"d@\":{\"anyOf\":[{\"$ref\":\"X/d#\"},{\"$ref\":\"X/d#\"}]}");
    ConstrainedText text =
        text(
            "{\"$defs\":{%s,\"d30\":{\"const\":1}},\"$ref\":\"X/d0\"}"
                .formatted(links)
                .replace("X", "#/$defs"));
    assertThat(allows(text, '1')).isTrue();
    assertThat(allows(text, '2')).isFalse();
  }

  @Test
  void a_text_may_be_nested_as_deep_as_it_likes() {
    ConstrainedText text = text("{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}}");
    for (int i = 0; i < 20_000; i++) {
      assertThat(allows(text, '[')).isTrue();
      text.add('[');
    }
    assertThat(allows(text, ']')).isTrue();
  }

  @Test
  void two_thousand_values_are_a_choice_and_ten_thousand_are_too_many() {
    assertThat(allows(text("{\"enum\":[" + many(2000, "\"v@\"") + "]}"), '"')).isTrue();
    assertThatThrownBy(() -> text("{\"enum\":[" + many(10_000, "\"v@\"") + "]}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than 4096 possibilities");
  }

  @Test
  void what_would_take_long_to_read_is_refused() {
    assertThatThrownBy(() -> text("{\"enum\":[\"" + "x".repeat(300_000) + "\"]}"))
        .hasMessageContaining("at most 262144 characters");
    assertThatThrownBy(() -> text("{\"oneOf\":[" + many(300, "{\"const\":@}") + "]}"))
        .hasMessageContaining("more than 256 branches");
    assertThatThrownBy(() ->
            text(
                "{\"$defs\":{%s,\"d600\":{}},\"properties\":{%s}}"
                    .formatted(
                        many(600, "\"d@\":{\"const\":@}"), many(600, "\"p@\":{\"$ref\":\"X@\"}"))
                    .replace("X", "#/$defs/d")))
        .hasMessageContaining("more than 500 schemas are referred to");
    assertThatThrownBy(
            () -> text("{\"items\":".repeat(499) + "{\"anyOf\":[{\"items\":5}]}" + "}".repeat(499)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> text("{\"$ref\":\"#\"}")).hasMessageContaining("refers to itself");
  }
}
