package dev.yoco4j.inference.engine;

import dev.yoco4j.inference.FinishReason;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.constraint.ConstrainedText;
import dev.yoco4j.inference.sampling.Sampler;
import dev.yoco4j.text.StreamingDecoder;
import dev.yoco4j.text.Tokenizer;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalInt;

/// Tokens of one request as they are chosen, and the text that they settle.
final class TextStream {
  private final GenerationRequest request;
  private final OptionalInt endOfText;
  private final StreamingDecoder decoder;
  private final Sampler sampler;
  private final StopStrings stops;
  private final Optional<ConstrainedText> constrained;
  private int generated;
  private Optional<FinishReason> ended = Optional.empty();

  TextStream(
      GenerationRequest request, Tokenizer tokenizer, Optional<ConstrainedText> constrained) {
    this.request = request;
    this.constrained = constrained;
    endOfText = tokenizer.endOfText();
    decoder = tokenizer.streamingDecoder();
    sampler = new Sampler(request.sampling());
    stops = new StopStrings(request.stopStrings());
    if (request.maxTokens() == 0) {
      ended = Optional.of(FinishReason.MAX_TOKENS);
    }
  }

  /// Chooses a token; [#settle] must follow.
  ///
  /// @param logits of the tokenizer's tokens
  /// @param seen tokens of the sequence so far
  /// @return the token
  int choose(float[] logits, BitSet seen) {
    constrained.ifPresent(text -> text.mask(logits));
    return sampler.next(logits, seen);
  }

  /// Takes the token that was chosen.
  ///
  /// @return text that it settles
  String settle(int token) {
    generated++;
    if (endOfText.equals(OptionalInt.of(token)) || request.endTokens().contains(token)) {
      ended = Optional.of(FinishReason.END_TOKEN);
      return "";
    }
    constrained.ifPresent(form -> form.add(token));
    String text = stops.add(decoder.next(token));
    if (stops.found()) {
      ended = Optional.of(FinishReason.STOP_STRING);
    } else if (constrained.map(ConstrainedText::isOver).orElse(false)) {
      ended = Optional.of(FinishReason.COMPLETE);
    } else if (generated == request.maxTokens()) {
      ended = Optional.of(FinishReason.MAX_TOKENS);
    }
    return text;
  }

  /// Why there will be no more tokens.
  ///
  /// @return empty while there will be
  Optional<FinishReason> ended() {
    return ended;
  }

  /// Ends the text.
  ///
  /// @return what was held back
  String finish() {
    return stops.add(decoder.finish()) + stops.finish();
  }

  int generated() {
    return generated;
  }
}
