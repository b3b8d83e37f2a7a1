package dev.yoco4j.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.yoco4j.inference.FinishReason;
import dev.yoco4j.inference.GenerationEvent.Finished;
import dev.yoco4j.inference.GenerationEvent.Prefilled;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.GenerationSession;
import dev.yoco4j.inference.SamplingConfig;
import dev.yoco4j.inference.TextGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the generator makes of a model's tokens.
class ScriptedGenerationTest {
  private static final ByteTokens TOKENS = new ByteTokens();

  private final Recording events = new Recording();

  private final List<TextGenerator> engines = new ArrayList<>();

  private TextGenerator generator(ScriptedModel model) {
    TextGenerator engine =
        new ModelEngine(
            model, TOKENS, EngineConfig.of(model).withMaxPositions(40).withPrefillSegment(4));
    engines.add(engine);
    return engine;
  }

  @AfterEach
  void closeEngines() {
    engines.forEach(TextGenerator::close);
  }

  private static ScriptedModel says(String text) {
    return new ScriptedModel(TOKENS.encode(text));
  }

  private static GenerationRequest request(String prompt, int maxTokens) {
    return GenerationRequest.of(TOKENS.encode(prompt), maxTokens, SamplingConfig.greedy());
  }

  private Finished run(ScriptedModel model, GenerationRequest request) {
    return generator(model).generate(request, events);
  }

  @Test
  void the_prompt_is_absorbed_in_segments_and_only_the_last_gives_logits() {
    ScriptedModel model = says("x");
    Finished finished = run(model, request("0123456789", 5));
    assertThat(model.calls()).containsExactly("absorb 4", "absorb 4", "next 2", "next 1");
    assertThat(events.of(Prefilled.class))
        .extracting(Prefilled::positions)
        .containsExactly(4, 8, 10);
    assertThat(events.of(Prefilled.class)).extracting(Prefilled::total).containsOnly(10);
    assertThat(finished.promptTokens()).isEqualTo(10);
    assertThat(events.events().getLast()).isSameAs(finished);
  }

  @Test
  void a_whole_number_of_segments_ends_with_logits() {
    ScriptedModel model = says("");
    Finished _ = run(model, request("01234567", 1));
    assertThat(model.calls()).containsExactly("absorb 4", "next 4");
  }

  @Test
  void the_end_of_text_ends() {
    Finished finished = run(says("hi"), request("p", 9));
    assertThat(finished.reason()).isEqualTo(FinishReason.END_TOKEN);
    assertThat(events.text()).isEqualTo("hi");
    assertThat(events.tokens()).containsExactly('h', 'i', ByteTokens.END);
    assertThat(finished.generatedTokens()).isEqualTo(3);
  }

  @Test
  void an_end_token_of_the_request_ends_and_is_no_text() {
    Finished finished = run(says("one\ntwo"), request("p", 9).withEndTokens(Set.of((int) '\n')));
    assertThat(finished.reason()).isEqualTo(FinishReason.END_TOKEN);
    assertThat(events.text()).isEqualTo("one");
  }

  @Test
  void as_many_tokens_as_asked_for_are_generated() {
    ScriptedModel model = says("endless");
    Finished finished = run(model, request("p", 3));
    assertThat(finished.reason()).isEqualTo(FinishReason.MAX_TOKENS);
    assertThat(events.text()).isEqualTo("end");
    assertThat(model.calls()).containsExactly("next 1", "next 1", "next 1");
  }

  @Test
  void no_tokens_may_be_asked_for() {
    ScriptedModel model = says("x");
    Finished finished = run(model, request("012345", 0));
    assertThat(model.calls()).containsExactly("absorb 4", "absorb 2");
    assertThat(finished.reason()).isEqualTo(FinishReason.MAX_TOKENS);
    assertThat(events.tokens()).isEmpty();
  }

  @Test
  void no_event_brings_half_a_character() {
    Finished _ = run(says("aé€𝄞b"), request("p", 40));
    assertThat(events.texts())
        .containsExactly("a", "", "é", "", "", "€", "", "", "", "𝄞", "b", "", "");
  }

  @Test
  void half_a_character_at_the_end_becomes_a_replacement_character() {
    Finished finished = run(says("a€"), request("p", 3));
    assertThat(events.text()).isEqualTo("a\uFFFD");
    assertThat(finished.text()).isEqualTo("\uFFFD");
  }

  @Test
  void a_stop_string_ends_and_is_not_printed_even_in_part() {
    Finished finished =
        run(says("Hi!\nUser: "), request("p", 30).withStopStrings(List.of("\nUser:", "zz")));
    assertThat(finished.reason()).isEqualTo(FinishReason.STOP_STRING);
    assertThat(events.text()).isEqualTo("Hi!");
    assertThat(finished.generatedTokens()).isEqualTo(9);
  }

  @Test
  void a_stop_string_that_does_not_come_true_is_printed_in_the_end() {
    Finished finished = run(says("Hi!\nUs"), request("p", 30).withStopStrings(List.of("\nUser:")));
    assertThat(finished.reason()).isEqualTo(FinishReason.END_TOKEN);
    assertThat(events.text()).isEqualTo("Hi!\nUs");
    assertThat(finished.text()).isEqualTo("\nUs");
  }

  @Test
  void tokens_that_the_tokenizer_does_not_know_are_never_chosen() {
    ScriptedModel model = new ScriptedModel(300, new int[] {'a', 299, 'b'});
    Finished _ = run(model, request("p", 3));
    assertThat(IntStream.of(events.tokens())).allMatch(token -> token < ByteTokens.SIZE);
  }

  @Test
  void the_past_may_fill_up_to_the_last_position() {
    ScriptedModel model = new ScriptedModel(IntStream.range(0, 50).map(i -> 'x').toArray());
    Finished finished = run(model, request("0123456789", 100));
    assertThat(finished.reason()).isEqualTo(FinishReason.PAST_FULL);
    assertThat(finished.generatedTokens()).isEqualTo(31); // the last one is not read any more
    assertThat(model.calls().stream().filter("next 1"::equals)).hasSize(30);
  }

  @Test
  void a_prompt_may_fill_the_past_and_gets_the_token_behind_it() {
    ScriptedModel model = says("xyz");
    Finished finished = run(model, request("0123456789".repeat(4), 5));
    assertThat(finished.reason()).isEqualTo(FinishReason.PAST_FULL);
    assertThat(events.text()).isEqualTo("x");
  }

  @Test
  void nothing_may_be_asked_for_after_nothing() {
    ScriptedModel model = says("x");
    Finished finished = run(model, request("", 0));
    assertThat(model.calls()).containsExactly("absorb 1");
    assertThat(finished.reason()).isEqualTo(FinishReason.MAX_TOKENS);
    assertThat(finished.reusedTokens()).isZero();
  }

  @Test
  void prompts_that_are_wrong_are_refused_by_name() {
    refused(
        new int[] {1, 2, 258}, "prompt tokens must be at least 0 and below 258, token 2 was 258");
    refused(new int[] {-1}, "prompt tokens must be at least 0 and below 258, token 0 was -1");
    refused(
        new int[41],
        "the prompt's 41 tokens do not fit: 0 of 40 positions are taken; shorten it, or raise --positions");
  }

  private void refused(int[] prompt, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            generator(says("x"))
                .generate(GenerationRequest.of(prompt, 1, SamplingConfig.greedy()), _ -> {}))
        .withMessage(message);
  }

  @Test
  void an_empty_prompt_stands_for_the_begin_of_text_where_there_is_one() {
    ScriptedModel model = says("x");
    Finished finished = run(model, request("", 5));
    assertThat(model.calls()).containsExactly("next 1", "next 1");
    assertThat(finished.promptTokens()).isZero();
    TextGenerator without = new ModelEngine(says("x"), new ByteTokens(false));
    engines.add(without);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> without.generate(request("", 5), events))
        .withMessage(
            "prompt must not be empty: there is nothing to continue and no begin-of-text token");
  }

  @Test
  void requests_that_are_wrong_are_refused_by_name() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> request("p", -1))
        .withMessage("max tokens must be at least 0, was -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> request("p", 1).withStopStrings(List.of("a", "")))
        .withMessage("a stop string must not be empty");
  }

  @Test
  void a_cancelled_request_stops_before_the_next_part_of_its_prompt() {
    ScriptedModel model = says("x");
    Finished finished =
        generator(model)
            .generate(request("0123456789", 5), events, () -> model.calls().size() == 2);
    assertThat(model.calls()).containsExactly("absorb 4", "absorb 4");
    assertThat(finished.reason()).isEqualTo(FinishReason.CANCELLED);
  }

  @Test
  void a_cancelled_request_stops_before_the_next_token() {
    Finished finished =
        generator(says("endless"))
            .generate(request("p", 9), events, () -> events.tokens().length == 3);
    assertThat(finished.reason()).isEqualTo(FinishReason.CANCELLED);
    assertThat(events.text()).isEqualTo("end");
  }

  @Test
  void a_session_reads_only_what_is_new() {
    ScriptedModel model = new ScriptedModel('a', ByteTokens.END, 'b', ByteTokens.END);
    try (GenerationSession session = generator(model).open()) {
      Finished _ = session.generate(request("one", 9), events);
      assertThat(session.tokens()).isEqualTo(5);
      Finished second = session.generate(request("tw", 9), events);
      // The end of the first answer comes with the second prompt.
      assertThat(model.calls()).containsExactly("next 3", "next 1", "next 3", "next 1");
      assertThat(second.promptTokens()).isEqualTo(2);
      assertThat(session.tokens()).isEqualTo(9);
      assertThat(events.text()).isEqualTo("ab");
    }
  }

  @Test
  void a_session_continues_an_interrupted_prompt_and_an_interrupted_answer() {
    ScriptedModel model = says("abcd");
    try (GenerationSession session = generator(model).open()) {
      Finished _ =
          session.generate(request("0123456789", 5), events, () -> model.calls().size() == 1);
      assertThat(session.tokens()).isEqualTo(10);
      Finished _ = session.generate(request("", 2), events);
      Finished _ = session.generate(request("", 2), events);
      assertThat(model.calls())
          .containsExactly("absorb 4", "absorb 4", "next 2", "next 1", "next 1", "next 1");
      assertThat(events.text()).isEqualTo("abcd");
    }
  }

  @Test
  void a_session_outlives_a_refused_request_and_dies_of_a_failed_one() {
    try (GenerationSession session = generator(says("abcd")).open()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> session.generate(request("x".repeat(41), 1), events));
      Finished _ = session.generate(request("p", 1), events);
      assertThat(events.text()).isEqualTo("a");
      assertThatIllegalStateException()
          .isThrownBy(() -> session.generate(request("p", 1), _ -> fail()))
          .withMessage("the reader is gone");
      assertThatIllegalStateException()
          .isThrownBy(() -> session.generate(request("p", 1), events))
          .withMessage("the session is closed");
    }
  }

  private static void fail() {
    throw new IllegalStateException("the reader is gone");
  }
}
