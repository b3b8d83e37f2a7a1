package dev.yoco4j.inference;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What happens while a request runs: [Started] when it no longer waits, [Prefilled] once or more,
/// each after a [Scored] where that was asked for, [Token] for each token, and [Finished] last. A
/// cancelled request may have none but the last.
public sealed interface GenerationEvent {
  /// Text that is settled with this event.
  ///
  /// The texts of all events, joined, are the generated text: whoever prints each one as it comes
  /// never prints half a character or a part of a stop string.
  ///
  /// @return often a word, sometimes empty
  String text();

  /// The request has its place and its memory.
  ///
  /// @param queued time since it came
  /// @param total tokens to be taken in, those said before in a session included
  /// @param reusedTokens those of them that are in memory
  record Started(Duration queued, int total, int reusedTokens) implements GenerationEvent {
    @Override
    public String text() {
      return "";
    }
  }

  /// Log-probabilities of tokens of the prompt, for [ProbabilityReport.Part#ALL].
  ///
  /// Together these events have all tokens of the prompt in order, but for the first one where
  /// nothing was said before it: nothing predicts that.
  ///
  /// @param from place in the request's prompt of the first of these tokens
  /// @param tokens one after the other
  record Scored(int from, List<ScoredToken> tokens) implements GenerationEvent {
    /// Copies.
    public Scored {
      tokens = List.copyOf(tokens);
    }

    @Override
    public String text() {
      return "";
    }
  }

  /// A part of the prompt was taken in.
  ///
  /// @param positions taken in so far
  /// @param total to be taken in for this request
  /// @param elapsed since the request came, the time that it waited included
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
  /// @param score its log-probability, if the request asked for it
  record Token(int id, String text, Optional<ScoredToken> score) implements GenerationEvent {
    /// A token whose log-probability nobody asked for.
    ///
    /// @param id the token
    /// @param text what it settles
    public Token(int id, String text) {
      this(id, text, Optional.empty());
    }
  }

  /// The request is over.
  ///
  /// @param reason why
  /// @param text what was held back and is now settled; mostly empty
  /// @param promptTokens tokens of the request's prompt
  /// @param reusedTokens those of them that an earlier request, or a saved context, had left in
  ///   memory
  /// @param generatedTokens tokens generated, the one that ends the text included
  /// @param prefill time until the first logits were there, from when the request came
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
