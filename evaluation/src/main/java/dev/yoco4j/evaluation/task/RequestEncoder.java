package dev.yoco4j.evaluation.task;

import dev.yoco4j.inference.TokenIds;
import dev.yoco4j.text.Tokenizer;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// Cuts text into the tokens of a context and those of a continuation, as the harness does.
///
/// Space at the end of the context goes to the continuation. The whole is encoded, and the context
/// alone; the continuation's tokens are those of the whole after as many as the context has. A
/// begin-of-text token comes first where the tokenizer has one.
///
/// What is longer than the model loses tokens on the left: of context and continuation the last
/// `positions + 1` stay, since the last token is predicted and never read.
final class RequestEncoder {
  private final Tokenizer tokenizer;
  private final int positions;

  RequestEncoder(Tokenizer tokenizer, int positions) {
    this.tokenizer = tokenizer;
    this.positions = positions;
  }

  /// Encodes one alternative.
  ///
  /// @throws IllegalArgumentException if the continuation has no token of its own, is longer than
  ///   the model, or follows nothing
  Request encode(Alternative alternative) {
    int text = PythonText.lengthWithoutSpaceAtEnd(alternative.context());
    int[] context = tokenizer.encode(alternative.context().substring(0, text));
    int[] whole = tokenizer.encode(alternative.text());
    if (whole.length <= context.length) {
      throw new IllegalArgumentException(
          "the continuation \"" + alternative.continuation() + "\" has no token of its own");
    }
    int[] continuation = Arrays.copyOfRange(whole, context.length, whole.length);
    int[] begun =
        IntStream.concat(first(context.length == 0).stream(), IntStream.of(context)).toArray();
    return fitted(begun, continuation);
  }

  /// An empty context is the token that ends texts where there is none that begins them.
  private OptionalInt first(boolean empty) {
    OptionalInt begin = tokenizer.beginOfText();
    if (empty && begin.isEmpty() && tokenizer.endOfText().isEmpty()) {
      throw new IllegalArgumentException(
          "the context is empty, and the tokenizer has no token to begin or end a text with");
    }
    return empty && begin.isEmpty() ? tokenizer.endOfText() : begin;
  }

  private Request fitted(int[] context, int[] continuation) {
    if (continuation.length > positions) {
      throw new IllegalArgumentException(
          "a continuation of %d tokens is longer than the model's %d positions; raise --context"
              .formatted(continuation.length, positions));
    }
    int lost = Math.max(0, context.length + continuation.length - positions - 1);
    return new Request(
        TokenIds.of(Arrays.copyOfRange(context, lost, context.length)),
        TokenIds.of(continuation),
        lost > 0);
  }
}
