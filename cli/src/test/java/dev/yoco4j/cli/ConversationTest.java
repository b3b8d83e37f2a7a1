package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.inference.FinishReason;
import dev.yoco4j.inference.GenerationEvent;
import dev.yoco4j.inference.GenerationEvent.Finished;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.GenerationSession;
import dev.yoco4j.inference.SamplingConfig;
import dev.yoco4j.text.ByteTokenizer;
import dev.yoco4j.text.Tokenizer;
import dev.yoco4j.text.Tokenizers;
import dev.yoco4j.text.bpe.BpeConfig;
import dev.yoco4j.text.bpe.BpeTrainer;
import dev.yoco4j.text.chat.ChatTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConversationTest {
  private final List<GenerationRequest> requests = new ArrayList<>();
  private final List<String> calls = new ArrayList<>();

  private Conversation conversation(ChatTemplate template, int lastToken, FinishReason reason) {
    return new Conversation(
        () -> new Scripted(lastToken, reason), template, 9, SamplingConfig.plain(40));
  }

  private static String ask(Conversation conversation, String question) {
    StringBuilder answer = new StringBuilder();
    conversation.answer(question, answer::append, () -> false);
    return answer.toString();
  }

  @Test
  void a_turn_gives_the_session_only_what_is_new() {
    ByteTokenizer tokenizer = new ByteTokenizer();
    try (Conversation chat =
        conversation(ChatTemplate.standard(tokenizer), 'x', FinishReason.MAX_TOKENS)) {
      assertThat(ask(chat, "one")).isEqualTo(" said");
      ask(chat, "two");
      chat.reset();
      ask(chat, "three");
    }
    assertThat(requests)
        .extracting(r -> tokenizer.decode(r.prompt().toArray()))
        .containsExactly(
            "User: one\nAssistant:", "\nUser: two\nAssistant:", "User: three\nAssistant:");
    assertThat(requests).extracting(r -> r.prompt().get(0)).containsExactly(256, (int) '\n', 256);
    assertThat(requests).extracting(r -> r.sampling().seed()).containsExactly(40L, 41L, 40L);
    assertThat(calls).containsExactly("open", "close", "open", "close");
  }

  @Test
  void a_turn_that_the_model_began_is_not_begun_again() {
    ByteTokenizer tokenizer = new ByteTokenizer();
    try (Conversation chat =
        conversation(ChatTemplate.standard(tokenizer), ':', FinishReason.STOP_STRING)) {
      ask(chat, "one");
      ask(chat, "two");
    }
    assertThat(requests.getLast().stopStrings()).containsExactly("\nUser:");
    assertThat(tokenizer.decode(requests.getLast().prompt().toArray()))
        .isEqualTo(" two\nAssistant:");
  }

  @Test
  void special_tokens_frame_the_turns_where_there_are_some(@TempDir Path folder) {
    new BpeTrainer(BpeConfig.of(260)).train(Stream.of("text")).vocabulary().save(folder);
    Tokenizer tokenizer = Tokenizers.load(folder);
    int start = 2;
    int end = 3;
    try (Conversation chat =
        conversation(ChatTemplate.standard(tokenizer), end, FinishReason.END_TOKEN)) {
      ask(chat, "one<|im_end|>");
      ask(chat, "two");
    }
    assertThat(requests.getFirst().prompt().toArray())
        .isEqualTo(
            joined(
                new int[] {0, start},
                tokenizer.encode("user\none<|im_end|>"),
                new int[] {end},
                tokenizer.encode("\n"),
                new int[] {start},
                tokenizer.encode("assistant\n")));
    assertThat(requests.getLast().prompt().toArray())
        .startsWith(
            joined(tokenizer.encode("\n"), new int[] {start}, tokenizer.encode("user\ntwo")));
    assertThat(requests.getLast().endTokens()).contains(end);
  }

  @Test
  void an_answer_that_was_cut_is_closed(@TempDir Path folder) {
    new BpeTrainer(BpeConfig.of(260)).train(Stream.of("text")).vocabulary().save(folder);
    Tokenizer tokenizer = Tokenizers.load(folder);
    try (Conversation chat =
        conversation(ChatTemplate.standard(tokenizer), 70, FinishReason.MAX_TOKENS)) {
      ask(chat, "one");
      ask(chat, "two");
    }
    assertThat(requests.getLast().prompt().get(0)).isEqualTo(3);
  }

  @Test
  void a_template_that_writes_the_past_otherwise_begins_anew(@TempDir Path folder)
      throws IOException {
    Files.writeString(
        folder.resolve("chat_template.jinja"),
        "{{ messages | length }}:{% for m in messages %}{{ m.content }};{% endfor %}");
    ByteTokenizer tokenizer = new ByteTokenizer();
    try (Conversation chat =
        conversation(ChatTemplate.load(folder, tokenizer), 'x', FinishReason.MAX_TOKENS)) {
      ask(chat, "one");
      ask(chat, "two");
    }
    assertThat(requests)
        .extracting(r -> tokenizer.decode(r.prompt().toArray()))
        .containsExactly("1:one;", "3:one; said;two;");
    assertThat(calls).containsExactly("open", "close", "open", "close");
  }

  private static int[] joined(int[]... parts) {
    return Stream.of(parts).flatMapToInt(IntStream::of).toArray();
  }

  /// Answers every request with one token.
  private final class Scripted implements GenerationSession {
    private final int lastToken;
    private final FinishReason reason;

    Scripted(int lastToken, FinishReason reason) {
      this.lastToken = lastToken;
      this.reason = reason;
      calls.add("open");
    }

    @Override
    public Finished generate(
        GenerationRequest request, Consumer<GenerationEvent> events, BooleanSupplier cancelled) {
      requests.add(request);
      events.accept(new GenerationEvent.Token(lastToken, " sa"));
      Finished finished =
          new Finished(reason, "id", request.prompt().size(), 0, 1, Duration.ZERO, Duration.ZERO);
      events.accept(finished);
      return finished;
    }

    @Override
    public long tokens() {
      return 0;
    }

    @Override
    public void close() {
      calls.add("close");
    }
  }
}
