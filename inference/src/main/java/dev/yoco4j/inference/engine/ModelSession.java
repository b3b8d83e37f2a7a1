package dev.yoco4j.inference.engine;

import dev.yoco4j.inference.GenerationEvent;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.GenerationSession;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// One conversation with a model in this process.
///
/// The token that a step chooses enters the past with the next step, so the last one of a request
/// stays pending until the next request.
final class ModelSession implements GenerationSession {
  private final ModelTextGenerator generator;
  private final Sequence sequence;
  private boolean closed;

  ModelSession(ModelTextGenerator generator) {
    this.generator = generator;
    sequence = new Sequence(generator.model(), generator.maxPositions());
  }

  @Override
  public GenerationEvent.Finished generate(
      GenerationRequest request, Consumer<GenerationEvent> events, BooleanSupplier cancelled) {
    if (closed) {
      throw new IllegalStateException("the session is closed");
    }
    int[] added = added(request.prompt().toArray());
    boolean completed = false;
    try {
      sequence.add(added);
      GenerationEvent.Finished finished =
          new Generation(sequence, generator, request, events, cancelled)
              .run(generator.prefillSegment());
      completed = true;
      return finished;
    } finally {
      if (!completed) {
        close();
      }
    }
  }

  /// The tokens that a prompt adds to the sequence.
  private int[] added(int[] prompt) {
    int[] added = prompt.length == 0 && sequence.pending() == 0 ? begin() : prompt;
    checkRange(added);
    if (added.length > sequence.room()) {
      throw new IllegalArgumentException(
          "the prompt's "
              + added.length
              + " tokens do not fit: "
              + sequence.length()
              + " of "
              + generator.maxPositions()
              + " positions are taken");
    }
    return added;
  }

  private int[] begin() {
    OptionalInt begin = generator.tokenizer().beginOfText();
    if (sequence.length() > 0 || begin.isEmpty()) {
      throw new IllegalArgumentException(
          "prompt must not be empty: there is nothing to continue"
              + (begin.isEmpty() ? " and no begin-of-text token" : ""));
    }
    return new int[] {begin.getAsInt()};
  }

  private void checkRange(int[] tokens) {
    int size = generator.model().config().vocabularySize();
    for (int i = 0; i < tokens.length; i++) {
      if (tokens[i] < 0 || tokens[i] >= size) {
        throw new IllegalArgumentException(
            "prompt tokens must be at least 0 and below "
                + size
                + ", token "
                + i
                + " was "
                + tokens[i]);
      }
    }
  }

  @Override
  public long tokens() {
    return sequence.length();
  }

  @Override
  public long bytes() {
    return sequence.bytes();
  }

  @Override
  public void close() {
    closed = true;
    sequence.close();
  }
}
