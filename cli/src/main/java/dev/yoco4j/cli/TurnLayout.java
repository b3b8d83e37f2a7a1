package dev.yoco4j.cli;

import dev.yoco4j.inference.FinishReason;
import dev.yoco4j.text.Tokenizer;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// How the turns of a conversation stand in a model's text.
///
/// The text of a conversation is [#opening], [#question], the answer, [#closing], [#question], and
/// so on. None of them changes what stands before it, so that a session may keep its past.
sealed interface TurnLayout {
  /// The layout that a tokenizer allows: [ChatMl] where it has the tokens for it.
  static TurnLayout of(Tokenizer tokenizer) {
    OptionalInt start = tokenizer.tokenId("<|im_start|>");
    OptionalInt end = tokenizer.tokenId("<|im_end|>");
    return start.isPresent() && end.isPresent()
        ? new ChatMl(tokenizer, start.getAsInt(), end.getAsInt())
        : new NamedSpeakers(tokenizer);
  }

  /// What stands before the first question.
  int[] opening();

  /// A question and the invitation to answer it.
  ///
  /// @param text the user's words; nothing in them is read as a special token
  int[] question(String text);

  /// What stands between an answer and the next question.
  ///
  /// @param reason why the answer ended
  /// @param lastToken the last token that was generated, if there is one
  int[] closing(FinishReason reason, OptionalInt lastToken);

  /// Texts that end an answer.
  List<String> stopStrings();

  /// Tokens that end an answer, besides the end of text.
  Set<Integer> endTokens();

  /// ```
  /// <|im_start|>user
  /// question<|im_end|>
  /// <|im_start|>assistant
  /// answer<|im_end|>
  /// ```
  ///
  /// @param tokenizer the model's
  /// @param start id of `<|im_start|>`
  /// @param end id of `<|im_end|>`
  record ChatMl(Tokenizer tokenizer, int start, int end) implements TurnLayout {
    @Override
    public int[] opening() {
      return joined(tokenizer.beginOfText().stream(), userTurn());
    }

    @Override
    public int[] question(String text) {
      return joined(
          IntStream.of(tokenizer.encode(text)),
          IntStream.of(end),
          IntStream.of(tokenizer.encode("\n")),
          IntStream.of(start),
          IntStream.of(tokenizer.encode("assistant\n")));
    }

    @Override
    public int[] closing(FinishReason reason, OptionalInt lastToken) {
      boolean closed = lastToken.equals(OptionalInt.of(end));
      return joined(
          closed ? IntStream.empty() : IntStream.of(end),
          IntStream.of(tokenizer.encode("\n")),
          userTurn());
    }

    private IntStream userTurn() {
      return IntStream.concat(IntStream.of(start), IntStream.of(tokenizer.encode("user\n")));
    }

    @Override
    public List<String> stopStrings() {
      return List.of();
    }

    @Override
    public Set<Integer> endTokens() {
      return Set.of(end);
    }
  }

  /// ```
  /// User: question
  /// Assistant: answer
  /// ```
  ///
  /// An answer ends where the model begins the user's next turn, which then need not be begun.
  ///
  /// @param tokenizer the model's
  record NamedSpeakers(Tokenizer tokenizer) implements TurnLayout {
    private static final String USER = "User:";
    private static final String NEXT_USER = "\n" + USER;

    @Override
    public int[] opening() {
      return joined(tokenizer.beginOfText().stream(), IntStream.of(tokenizer.encode(USER)));
    }

    @Override
    public int[] question(String text) {
      return tokenizer.encode(" " + text + "\nAssistant:");
    }

    @Override
    public int[] closing(FinishReason reason, OptionalInt lastToken) {
      return reason == FinishReason.STOP_STRING ? new int[0] : tokenizer.encode(NEXT_USER);
    }

    @Override
    public List<String> stopStrings() {
      return List.of(NEXT_USER);
    }

    @Override
    public Set<Integer> endTokens() {
      return Set.of();
    }
  }

  private static int[] joined(IntStream... parts) {
    return Stream.of(parts).flatMapToInt(part -> part).toArray();
  }
}
