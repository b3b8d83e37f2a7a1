package dev.yoco4j.evaluation.needle;

import dev.yoco4j.inference.FinishReason;
import dev.yoco4j.inference.GenerationEvent;
import dev.yoco4j.inference.GenerationEvent.Finished;
import dev.yoco4j.inference.GenerationEvent.Token;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.GenerationSession;
import dev.yoco4j.inference.Submission;
import dev.yoco4j.inference.TextGenerator;
import dev.yoco4j.text.ByteTokenizer;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Answers with a function of the prompt's text.
record ReadingGenerator(UnaryOperator<String> answer) implements TextGenerator {
  @Override
  public Finished generate(
      GenerationRequest request, Consumer<GenerationEvent> events, BooleanSupplier cancelled) {
    String prompt = new ByteTokenizer().decode(request.prompt().toArray());
    events.accept(new Token(0, answer.apply(prompt)));
    FinishReason reason =
        cancelled.getAsBoolean() ? FinishReason.CANCELLED : FinishReason.MAX_TOKENS;
    int tokens = request.prompt().size();
    return new Finished(reason, "", tokens, 0, 1, Duration.ZERO, Duration.ZERO);
  }

  @Override
  public Submission submit(
      GenerationRequest request, Consumer<GenerationEvent> events, BooleanSupplier cancelled) {
    throw new UnsupportedOperationException("requests run to their end here");
  }

  @Override
  public GenerationSession open() {
    throw new UnsupportedOperationException("there are no sessions here");
  }

  @Override
  public void close() {}
}
