package dev.yoco4j.cli;

import dev.yoco4j.inference.FinishReason;
import dev.yoco4j.inference.GenerationEvent;
import dev.yoco4j.inference.GenerationEvent.Finished;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.GenerationSession;
import dev.yoco4j.inference.SamplingConfig;
import dev.yoco4j.text.chat.ChatMessage;
import dev.yoco4j.text.chat.ChatTemplate;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Questions and answers in one session: each turn pays for its new tokens only, unless the model's
/// template writes what was said before otherwise with every turn.
final class Conversation implements AutoCloseable {
  private final Supplier<GenerationSession> sessions;
  private final ChatTemplate template;
  private final int maxTokens;
  private final SamplingConfig sampling;
  private GenerationSession session;
  private List<ChatMessage> history = List.of();
  private Past past = Past.NONE;
  private int turns;

  Conversation(
      Supplier<GenerationSession> sessions,
      ChatTemplate template,
      int maxTokens,
      SamplingConfig sampling) {
    this.sessions = sessions;
    this.template = template;
    this.maxTokens = maxTokens;
    this.sampling = sampling;
    session = sessions.get();
  }

  /// Answers a question.
  ///
  /// @param out takes the answer's text as it comes
  /// @throws IllegalArgumentException if the question does not fit, or the template refuses it; the
  ///   conversation is as before
  Finished answer(String question, Consumer<String> out, BooleanSupplier cancelled) {
    List<ChatMessage> asked = with(history, new ChatMessage("user", question));
    Heard heard = new Heard(out);
    Finished finished = session.generate(request(prompt(asked)), heard, cancelled);
    String answer = heard.text.toString();
    history = with(asked, new ChatMessage("assistant", answer));
    past = new Past(asked, answer + stopString(finished), end(finished, heard));
    turns++;
    return finished;
  }

  private int[] prompt(List<ChatMessage> asked) {
    if (!past.read.isEmpty()) {
      var after = template.tokensAfter(past.read, past.said, asked);
      if (after.isPresent()) {
        return past.without(after.get());
      }
      begin();
    }
    return template.tokens(asked, true);
  }

  private GenerationRequest request(int[] prompt) {
    // Every turn draws anew; the whole conversation repeats with its seed.
    return GenerationRequest.of(prompt, maxTokens, sampling.withSeed(sampling.seed() + turns))
        .withStopStrings(template.stopStrings())
        .withEndTokens(template.endTokens());
  }

  private String stopString(Finished finished) {
    return finished.reason() == FinishReason.STOP_STRING ? template.stopStrings().getFirst() : "";
  }

  private static OptionalInt end(Finished finished, Heard heard) {
    return finished.reason() == FinishReason.END_TOKEN ? heard.last : OptionalInt.empty();
  }

  /// Forgets everything said.
  void reset() {
    begin();
    history = List.of();
    turns = 0;
  }

  private void begin() {
    session.close();
    session = sessions.get();
    past = Past.NONE;
  }

  @Override
  public void close() {
    session.close();
  }

  private static List<ChatMessage> with(List<ChatMessage> messages, ChatMessage next) {
    return Stream.concat(messages.stream(), Stream.of(next)).toList();
  }

  /// What the session holds: messages, what was generated after them, and the token that ended it.
  private record Past(List<ChatMessage> read, String said, OptionalInt end) {
    private static final Past NONE = new Past(List.of(), "", OptionalInt.empty());

    /// Tokens less the end of the answer, if the model has written that.
    int[] without(int[] tokens) {
      boolean closed = tokens.length > 0 && end.equals(OptionalInt.of(tokens[0]));
      return closed ? Arrays.copyOfRange(tokens, 1, tokens.length) : tokens;
    }
  }

  /// Passes texts on, and remembers them and the last token.
  private static final class Heard implements Consumer<GenerationEvent> {
    private final Consumer<String> out;
    private final StringBuilder text = new StringBuilder();
    private OptionalInt last = OptionalInt.empty();

    Heard(Consumer<String> out) {
      this.out = out;
    }

    @Override
    public void accept(GenerationEvent event) {
      if (event instanceof GenerationEvent.Token token) {
        last = OptionalInt.of(token.id());
      }
      text.append(event.text());
      out.accept(event.text());
    }
  }
}
