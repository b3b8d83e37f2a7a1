package dev.yoco4j.benchmark.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Test;

class AnswerStreamTest {
  private static AnswerStream of(String body) {
    return new AnswerStream(System.nanoTime(), new ByteArrayInputStream(body.getBytes(UTF_8)));
  }

  @Test
  void texts_are_counted_and_signs_of_life_and_roles_are_not() {
    try (AnswerStream stream =
        of(
            """
            data: {"choices":[{"delta":{"role":"assistant","content":""}}]}

            : still here

            data: {"choices":[{"delta":{"content":"a"}}]}

            data: {"choices":[{"delta":{"content":"b"},"finish_reason":"length"}]}

            data: {"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":2,
            """
                    .strip()
                + "\"prompt_tokens_details\":{\"cached_tokens\":5}}}\n\ndata: [DONE]\n\n")) {
      assertThat(stream.next()).isTrue();
      assertThat(stream.next()).isTrue();
      assertThat(stream.next()).isFalse();
      assertThat(stream.isDone()).isTrue();
      assertThat(stream.answered().arrivals()).hasSize(2);
      assertThat(stream.answered().usage()).isEqualTo(new StreamedAnswer.Usage(7, 5, 2));
    }
  }

  @Test
  void completions_have_their_text_elsewhere() {
    try (AnswerStream stream = of("data: {\"choices\":[{\"text\":\"a\"}]}\n\ndata: [DONE]\n\n")) {
      assertThat(stream.next()).isTrue();
      assertThat(stream.next()).isFalse();
    }
  }

  @Test
  void a_failure_within_the_stream_and_an_end_too_early_are_told() {
    try (AnswerStream failed = of("data: {\"error\":{\"message\":\"out of luck\"}}\n\n");
        AnswerStream broken = of("data: {\"choices\":[{\"text\":\"a\"}]}\n\n")) {
      assertThatThrownBy(failed::next).hasMessage("the server failed: out of luck");
      assertThat(broken.next()).isTrue();
      assertThatThrownBy(broken::next).hasMessage("an answer broke off after 1 texts");
    }
  }
}
