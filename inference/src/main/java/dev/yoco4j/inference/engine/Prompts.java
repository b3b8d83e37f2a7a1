package dev.yoco4j.inference.engine;

import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.cache.PastLayout;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.text.Tokenizer;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// What a request adds to a sequence, and whether it may: pure arithmetic, before anything is
/// allocated.
final class Prompts {
  private final OptionalInt begin;
  private final int vocabulary;
  private final EngineConfig config;
  private final PastLayout layout;

  Prompts(LanguageModel model, Tokenizer tokenizer, EngineConfig config) {
    begin = tokenizer.beginOfText();
    vocabulary = model.config().vocabularySize();
    this.config = config;
    layout = config.layout(model);
  }

  /// All tokens of a sequence, those said before first.
  ///
  /// @throws IllegalArgumentException if a token is not the model's, there are none, or they do not
  ///   fit
  int[] tokens(int[] history, GenerationRequest request) {
    int[] prompt = request.prompt().toArray();
    checkRange(prompt);
    int[] added = prompt.length == 0 && history.length == 0 ? begin() : prompt;
    int[] all = IntStream.concat(IntStream.of(history), IntStream.of(added)).toArray();
    checkFits(history, added, request.maxTokens());
    return all;
  }

  /// Requires tokens that are to be taken in and not continued.
  ///
  /// @throws IllegalArgumentException if a token is not the model's, or they do not fit
  void check(int[] tokens) {
    checkRange(tokens);
    checkFits(new int[0], tokens, 0);
  }

  private void checkFits(int[] history, int[] added, int maxTokens) {
    int length = history.length + added.length;
    if (added.length > config.maxPositions() - history.length) {
      throw new IllegalArgumentException(
          "the prompt's %d tokens do not fit: %d of %d positions are taken; shorten it, or raise --positions"
              .formatted(added.length, history.length, config.maxPositions()));
    }
    long generated = Math.min(maxTokens, config.maxPositions() - length);
    config.budget().refuseWhatNeverFits(layout, length, generated);
  }

  private int[] begin() {
    return new int[] {
      begin.orElseThrow(() ->
          new IllegalArgumentException(
              "prompt must not be empty: there is nothing to continue and no begin-of-text token"))
    };
  }

  private void checkRange(int[] tokens) {
    for (int i = 0; i < tokens.length; i++) {
      if (tokens[i] < 0 || tokens[i] >= vocabulary) {
        throw new IllegalArgumentException(
            "prompt tokens must be at least 0 and below %d, token %d was %d"
                .formatted(vocabulary, i, tokens[i]));
      }
    }
  }
}
