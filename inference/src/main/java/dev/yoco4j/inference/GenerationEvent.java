package dev.yoco4j.inference;

import java.time.Duration;

/// What happens while a request runs: [Prefilled] once or more, [Token] for each token, and
/// [Finished] last. A cancelled request may have none of the first two.
public sealed interface GenerationEvent {
  /// Text that is settled with this event.
  ///
  /// The texts of all events, joined, are the generated text: whoever prints each one as it comes
  /// never prints half a character or a part of a stop string.
  ///
  /// @return often a word, sometimes empty
  String text();

  /// A part of the prompt was taken in.
  ///
  /// @param positions taken in so far
  /// @param total to be taken in for this request
  /// @param elapsed since the request began
  record Prefilled(int positions, int total, Duration elapsed) implements GenerationEvent {
    @Override
    public String text() {
      return "";
    }
  }

  /// A token was generated; the one that ends the text is one, too.
  ///
  /// @param id the token
  /// @param text what it settles; later than the token where a character or a possible stop string
  ///   is still incomplete
  record Token(int id, String text) implements GenerationEvent {}

  /// The request is over.
  ///
  /// @param reason why
  /// @param text what was held back and is now settled; mostly empty
  /// @param promptTokens tokens of the request's prompt
  /// @param reusedTokens those of them that an earlier request, or a saved context, had left in
  ///   memory
  /// @param generatedTokens tokens generated, the one that ends the text included
  /// @param prefill time until the first logits were there
  /// @param decode time after that
  record Finished(
      FinishReason reason,
      String text,
      int promptTokens,
      int reusedTokens,
      int generatedTokens,
      Duration prefill,
      Duration decode)
      implements GenerationEvent {}
}
