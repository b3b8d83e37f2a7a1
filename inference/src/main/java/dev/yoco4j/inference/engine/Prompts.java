package dev.yoco4j.inference.engine;

import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.ProbabilityReport.Part;
import dev.yoco4j.inference.RequestTooLargeException;
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
  private final ScoredPiece piece;

  Prompts(LanguageModel model, Tokenizer tokenizer, EngineConfig config) {
    begin = tokenizer.beginOfText();
    vocabulary = model.config().vocabularySize();
    this.config = config;
    layout = config.layout(model);
    piece = ScoredPiece.of(model, config);
  }

  /// All tokens of a sequence, those said before first.
  ///
  /// @throws IllegalArgumentException if a token is not the model's, there are none, or they do not
  ///   fit
  int[] tokens(int[] history, GenerationRequest request) {
    int[] prompt = request.prompt().toArray();
    checkRange(prompt);
    checkBias(request);
    int[] added = prompt.length == 0 && history.length == 0 ? begin() : prompt;
    int[] all = IntStream.concat(IntStream.of(history), IntStream.of(added)).toArray();
    long beside = request.report().part() == Part.ALL ? piece.bytes() : 0;
    checkFits(history.length, added.length, request.maxTokens(), beside);
    return all;
  }

  /// Requires tokens that are to be taken in and not continued.
  ///
  /// @throws IllegalArgumentException if a token is not the model's, or they do not fit
  void check(int[] tokens) {
    checkRange(tokens);
    checkFits(0, tokens.length, 0, 0);
  }

  private void checkFits(int said, int added, int maxTokens, long beside) {
    int length = said + added;
    if (added > config.maxPositions() - said) {
      throw new RequestTooLargeException(
          "the prompt's %d tokens do not fit: %d of %d positions are taken"
              .formatted(added, said, config.maxPositions()),
          length,
          config.maxPositions(),
          "; shorten it, or raise --positions");
    }
    long generated = Math.min(maxTokens, config.maxPositions() - length);
    config.budget().refuseWhatNeverFits(layout, length, generated, beside);
  }

  private int[] begin() {
    return new int[] {
      begin.orElseThrow(() ->
          new IllegalArgumentException(
              "prompt must not be empty: there is nothing to continue and no begin-of-text token"))
    };
  }

  private void checkBias(GenerationRequest request) {
    for (int token : request.sampling().preferences().bias().keySet()) {
      if (token >= vocabulary) {
        throw new IllegalArgumentException(
            "logit bias must be for tokens below %d, was for %d".formatted(vocabulary, token));
      }
    }
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
