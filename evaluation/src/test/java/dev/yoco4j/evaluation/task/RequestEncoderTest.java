package dev.yoco4j.evaluation.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yoco4j.inference.TokenIds;
import dev.yoco4j.text.ByteTokenizer;
import org.junit.jupiter.api.Test;

/// Bytes are tokens here, and 256 begins a text.
class RequestEncoderTest {
  private static Request encode(int positions, String context, String continuation) {
    return new RequestEncoder(new ByteTokenizer(), positions)
        .encode(new Alternative(context, continuation, continuation));
  }

  @Test
  void space_at_the_end_of_the_context_goes_to_the_continuation() {
    assertThat(encode(100, "ab \n", "cd"))
        .isEqualTo(
            new Request(TokenIds.of(256, 'a', 'b'), TokenIds.of(' ', '\n', 'c', 'd'), false));
  }

  @Test
  void an_empty_context_is_the_token_that_begins_a_text() {
    assertThat(encode(100, "", "cd"))
        .isEqualTo(new Request(TokenIds.of(256), TokenIds.of('c', 'd'), false));
  }

  /// The last token is predicted and never read: one more than the model's positions fit.
  @Test
  void the_left_is_cut_where_the_model_is_shorter() {
    assertThat(encode(5, "abc", "de"))
        .isEqualTo(new Request(TokenIds.of(256, 'a', 'b', 'c'), TokenIds.of('d', 'e'), false));
    assertThat(encode(4, "abc", "de"))
        .isEqualTo(new Request(TokenIds.of('a', 'b', 'c'), TokenIds.of('d', 'e'), true));
    assertThat(encode(2, "abc", "de"))
        .isEqualTo(new Request(TokenIds.of('c'), TokenIds.of('d', 'e'), true));
  }

  @Test
  void a_continuation_that_the_model_cannot_hold_is_refused() {
    assertThatThrownBy(() -> encode(1, "abc", "de"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a continuation of 2 tokens is longer than the model's 1 positions");
    assertThatThrownBy(() -> encode(9, "abc", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no token of its own");
  }
}
