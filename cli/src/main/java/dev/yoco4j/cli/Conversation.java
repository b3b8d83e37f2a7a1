package dev.yoco4j.cli;

import dev.yoco4j.inference.GenerationEvent;
import dev.yoco4j.inference.GenerationEvent.Finished;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.GenerationSession;
import dev.yoco4j.inference.SamplingConfig;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Questions and answers in one session: each turn pays for its new tokens only.
final class Conversation implements AutoCloseable {
  private final Supplier<GenerationSession> sessions;
  private final TurnLayout layout;
  private final int maxTokens;
  private final SamplingConfig sampling;
  private GenerationSession session;
  private int[] beforeQuestion;
  private int turns;

  Conversation(
      Supplier<GenerationSession> sessions,
      TurnLayout layout,
      int maxTokens,
      SamplingConfig sampling) {
    this.sessions = sessions;
    this.layout = layout;
    this.maxTokens = maxTokens;
    this.sampling = sampling;
    session = sessions.get();
    beforeQuestion = layout.opening();
  }

  /// Answers a question.
  ///
  /// @param out takes the answer's text as it comes
  /// @throws IllegalArgumentException if the question does not fit; the conversation is as before
  Finished answer(String question, Consumer<String> out, BooleanSupplier cancelled) {
    LastToken last = new LastToken(out);
    Finished finished = session.generate(request(question), last, cancelled);
    beforeQuestion = layout.closing(finished.reason(), last.id);
    turns++;
    return finished;
  }

  private GenerationRequest request(String question) {
    int[] prompt =
        IntStream.concat(IntStream.of(beforeQuestion), IntStream.of(layout.question(question)))
            .toArray();
    // Every turn draws anew; the whole conversation repeats with its seed.
    return GenerationRequest.of(prompt, maxTokens, sampling.withSeed(sampling.seed() + turns))
        .withStopStrings(layout.stopStrings())
        .withEndTokens(layout.endTokens());
  }

  /// Forgets everything said.
  void reset() {
    session.close();
    session = sessions.get();
    beforeQuestion = layout.opening();
    turns = 0;
  }

  @Override
  public void close() {
    session.close();
  }

  /// Passes texts on and remembers the last token.
  private static final class LastToken implements Consumer<GenerationEvent> {
    private final Consumer<String> out;
    private OptionalInt id = OptionalInt.empty();

    LastToken(Consumer<String> out) {
      this.out = out;
    }

    @Override
    public void accept(GenerationEvent event) {
      if (event instanceof GenerationEvent.Token token) {
        id = OptionalInt.of(token.id());
      }
      out.accept(event.text());
    }
  }
}
